package dev.slipway.engine;

import java.time.Duration;

/**
 * How a container ended.
 *
 * @param exitCode the exit code; 137 when it was killed
 * @param outOfMemory the kernel ended it for its memory limit: the engine says so, or it was killed
 *     and not by us
 * @param timedOut we ended it for its time limit
 * @param output the end of its standard output, as UTF-8
 * @param error the end of its standard error, as UTF-8
 * @param duration from start to end
 */
public record ContainerExit(
    int exitCode,
    boolean outOfMemory,
    boolean timedOut,
    String output,
    String error,
    Duration duration) {}
