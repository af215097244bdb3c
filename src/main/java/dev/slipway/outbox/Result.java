package dev.slipway.outbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.job.Ending;
import dev.slipway.smoke.Verdict;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code result.json}: how a job ended. Its schema is {@code result.schema.json} beside this class.
 *
 * @param version of this file's format, 1
 * @param job the job's id
 * @param spec the name of the spec, or of the folder or archive with it, as the user wrote it
 * @param retryOf the job whose dead letter was sent again as this one
 * @param status {@code succeeded}, {@code failed}, {@code rejected} or {@code cancelled}
 * @param image the image's full name, once it is built
 * @param digest the pushed manifest's digest, as the registry answered it
 * @param base the base image, pinned, once it is known; absent with a Dockerfile of the user's own
 * @param r the version of R in the image
 * @param packages every R package in the image and its version, by name
 * @param seconds from acceptance to end
 * @param steps those that were begun, in order
 * @param failure why, it failed or was rejected
 */
@JsonPropertyOrder({
  "version",
  "job",
  "spec",
  "retryOf",
  "status",
  "failure",
  "image",
  "digest",
  "base",
  "r",
  "packages",
  "accepted",
  "ended",
  "seconds",
  "steps",
  "checks"
})
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Result(
    int version,
    String job,
    String spec,
    Optional<String> retryOf,
    String status,
    Optional<Reason> failure,
    Optional<ImageReference> image,
    Optional<Digest> digest,
    Optional<ImageReference> base,
    Optional<String> r,
    Map<String, String> packages,
    Instant accepted,
    Instant ended,
    double seconds,
    List<StepResult> steps,
    List<CheckResult> checks) {

  /** How the job ended, as it was when this was written. */
  Ending ending() {
    return new Ending(
        Ending.Status.valueOf(status.toUpperCase(Locale.ROOT)), failure.map(Reason::failure));
  }

  /**
   * Why a job did not succeed.
   *
   * @param step the step that failed; empty when the spec was rejected
   * @param kind the kind of failure in lower case, {@code lasting}
   * @param lines the lines of the log that matter; for a rejected spec, its problems
   */
  public record Reason(
      String code,
      Optional<String> step,
      String kind,
      String message,
      String hint,
      List<String> lines) {
    private Failure failure() {
      return new Failure(Kind.valueOf(kind.toUpperCase(Locale.ROOT)), code, message, hint, lines);
    }
  }

  /**
   * A step that was begun.
   *
   * @param status {@code done}, {@code failed}, or {@code stopped} when its last attempt was cut
   * @param attempts how often it was begun; 0 when the job that was sent again as this one did it
   * @param seconds all its attempts together
   */
  public record StepResult(String step, String status, int attempts, double seconds) {}

  /**
   * A check of the smoke test.
   *
   * @param message why it does not hold; empty when it does
   */
  public record CheckResult(String name, boolean passed, String message, double seconds) {
    static CheckResult of(Verdict.Check check) {
      return new CheckResult(
          check.name(), check.passed(), check.message(), check.duration().toMillis() / 1000.0);
    }
  }
}
