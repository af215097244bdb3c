package dev.slipway.outbox;

/**
 * A job that was sent again.
 *
 * @param job the id of the one that had ended
 * @param retriedAs the id of the new one
 */
public record Retried(String job, String retriedAs) {}
