package dev.slipway.crash;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One job, killed at one place after the other.
 *
 * @param drop what is dropped
 * @param from where each run begins: {@link #INBOX}, or the event of the job's life at which an
 *     earlier process was killed
 * @param calls the system calls that kill; empty when it is the events of the job's life
 * @param first the first kill point, from 1
 * @param step from one kill point to the next
 * @param most kill points at most; a sweep ends earlier when the job ends untouched
 */
record Sweep(Drop drop, String from, Optional<Syscalls> calls, int first, int step, int most) {
  /** From the very beginning. */
  static final String INBOX = "inbox";

  private static final int ALL = 10_000;

  /**
   * At every call, from the inbox or after an earlier process was killed at that event.
   *
   * <p>Calls are counted a thread. From the inbox the first few are those of the thread that takes;
   * the same numbers of the thread that runs the job are killed from "accepted" on.
   */
  static Sweep calls(Drop drop, String from, Syscalls calls) {
    return new Sweep(drop, from, Optional.of(calls), 1, 1, ALL);
  }

  /** At every event. */
  static Sweep events(Drop drop) {
    return new Sweep(drop, INBOX, Optional.empty(), 1, 1, ALL);
  }

  /** Only some of its kill points. */
  Sweep only(int itsFirst, int itsStep, int itsMost) {
    return new Sweep(drop, from, calls, itsFirst, itsStep, itsMost);
  }

  IntStream points() {
    return IntStream.iterate(first, n -> n + step).limit(most);
  }

  /** A name that can be a part of an image's. */
  String name() {
    return (drop.name() + "-" + from + "-" + at()).toLowerCase().replaceAll("[^a-z0-9]+", "-");
  }

  /** What kills. */
  String at() {
    return calls.map(Enum::name).orElse("event").toLowerCase(java.util.Locale.ROOT);
  }
}
