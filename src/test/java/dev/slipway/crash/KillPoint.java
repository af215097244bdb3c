package dev.slipway.crash;

import java.util.List;

/**
 * A place at which a process was to be killed, and what came of it.
 *
 * @param n the how manieth of its sweep
 * @param killed whether the process died there, or was done before
 * @param where the system call or the event, as far as it is known
 * @param violations what is wrong after the restart
 */
record KillPoint(Sweep sweep, int n, boolean killed, String where, List<String> violations) {
  /** For people. */
  String describe() {
    return "%s %d, %s (%s)".formatted(sweep.name(), n, killed ? "killed" : "untouched", where);
  }
}
