package dev.slipway.cli;

import dev.slipway.job.PipelinesInvalid;
import dev.slipway.outbox.JobsRefused;
import dev.slipway.settings.SettingsInvalid;
import dev.slipway.spec.SpecInvalid;
import dev.slipway.step.StepFailed;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
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
    if (e instanceof StepFailed failed && !failed.failure().hint().isEmpty()) {
      command.getErr().println(failed.failure().hint());
    }
    return isOfTheUser(e) ? INVALID : FAILED;
  }

  /** Only files that the command line names are read before anything runs. */
  private static boolean isOfTheUser(Exception e) {
    return e instanceof SpecInvalid
        || e instanceof SettingsInvalid
        || e instanceof PipelinesInvalid
        || e instanceof JobsRefused
        || e instanceof NoSuchFileException;
  }

  /** Java's own exceptions of files have nothing but the file's name as their message. */
  private static String message(Exception e) {
    boolean ofAFile = e instanceof NoSuchFileException || e instanceof AccessDeniedException;
    return ofAFile ? ((FileSystemException) e).getFile() + ": " + reason(e) : reason(e);
  }

  /** The message without the file's name. */
  static String reason(Exception e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "access is denied to the user who runs this";
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
