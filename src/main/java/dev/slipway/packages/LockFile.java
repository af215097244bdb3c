package dev.slipway.packages;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.slipway.step.Failure;
import dev.slipway.step.Json;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** {@code lock.json}: a {@link Lock} as a file, and the same as an {@code renv.lock}. */
public final class LockFile {
  /** Its name in a job's folder, and among a spec's files. */
  public static final String NAME = "lock.json";

  /** What {@code renv::restore()} takes. */
  public static final String RENV = "renv.lock";

  private static final long LARGEST = 16L << 20;

  private static final ObjectReader READER =
      Json.mapper().readerFor(Lock.class).with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  private LockFile() {}

  /** What the file holds. */
  public static String text(Lock lock) {
    return json(lock);
  }

  private static String json(Object content) {
    try {
      return Json.pretty().writeValueAsString(content) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Writes both files into a folder.
   *
   * @throws StepFailed LOCK_NOT_WRITTEN
   */
  public static void write(Lock lock, Path folder) throws StepFailed {
    try {
      Files.writeString(folder.resolve(NAME), text(lock));
      Files.writeString(folder.resolve(RENV), json(RenvLock.of(lock)));
    } catch (IOException e) {
      throw new StepFailed(
          new Failure(
              Kind.OPERATOR,
              "LOCK_NOT_WRITTEN",
              "The lock cannot be written: " + e.getMessage() + ".",
              "Make room on the disk and let Slipway write to its work folder."),
          e);
    }
  }

  /**
   * Reads a lock that was given back. What it says is checked as if a stranger had written it: it
   * ends in a build.
   *
   * @throws StepFailed LOCK_INVALID
   */
  public static Lock read(Path file) throws StepFailed {
    try {
      if (Files.size(file) > LARGEST) {
        throw new IOException("it has more than " + LARGEST + " bytes");
      }
      Lock lock = READER.readValue(Files.readString(file, StandardCharsets.UTF_8));
      LockRules.check(lock);
      return lock;
    } catch (JsonMappingException e) {
      throw invalid(file, fault(e) + place(e), e);
    } catch (JacksonException e) {
      throw invalid(file, e.getOriginalMessage() + place(e), e);
    } catch (IOException | IllegalArgumentException e) {
      throw invalid(file, e.getMessage(), e);
    }
  }

  /** Without the names of our classes, which Jackson's own words have. */
  private static String fault(JsonMappingException e) {
    String where =
        e.getPath().stream()
            .map(
                step ->
                    step.getFieldName() == null
                        ? "[" + step.getIndex() + "]"
                        : "." + step.getFieldName())
            .collect(Collectors.joining())
            .replaceFirst("^\\.", "");
    if (e instanceof UnrecognizedPropertyException) {
      return where + " is no field of a lock";
    }
    return e.getCause() instanceof IllegalArgumentException cause
        ? where + ": " + cause.getMessage()
        : (where.isEmpty() ? "the file" : where) + " is not what a lock has there, or is missing";
  }

  private static String place(JacksonException e) {
    return e.getLocation() == null ? "" : " (line %d)".formatted(e.getLocation().getLineNr());
  }

  private static StepFailed invalid(Path file, String why, Exception cause) {
    return new StepFailed(
        new Failure(
            Kind.LASTING,
            "LOCK_INVALID",
            file.getFileName() + " is not a lock: " + why,
            "Take the lock.json of a job's outbox folder, or leave the file out."),
        cause);
  }
}
