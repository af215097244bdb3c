package dev.slipway.cli;

import dev.slipway.job.PipelinesInvalid;
import dev.slipway.settings.SettingsInvalid;
import dev.slipway.spec.SpecInvalid;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** The one place where an outcome becomes an exit code, and an exception a message. */
final class ExitCode implements IExecutionExceptionHandler {
  /** Every job succeeded. */
  static final int SUCCESS = 0;

  /** A job failed, or what it needs is not there. */
  static final int FAILED = 1;

  /** The command line, the configuration or a spec is not valid. */
  static final int INVALID = 2;

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    command.getErr().println(command.getColorScheme().errorText(message(e)));
    return e instanceof SpecInvalid || e instanceof SettingsInvalid || e instanceof PipelinesInvalid
        ? INVALID
        : FAILED;
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
