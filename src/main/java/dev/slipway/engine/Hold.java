package dev.slipway.engine;

import dev.slipway.image.ImageReference;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The second name of a job's image, {@code slipway-job/<worker>:<job>}. No other job takes it over,
 * so the image keeps a name, and is not removed, for as long as the job needs it.
 */
record Hold(Worker worker) {
  /** Podman shows a name without a host with one in front. */
  private static final Pattern NAME =
      Pattern.compile("(?:[^/]+/)?slipway-job/(?<worker>[0-9a-f]{8}):(?<job>.+)");

  ImageReference name(String jobId) {
    return ImageReference.parse("slipway-job/" + worker.id()).withTag(jobId);
  }

  /** The job for which a name of an image holds it; empty when it is no hold of this worker's. */
  Optional<String> job(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() && matcher.group("worker").equals(worker.id())
        ? Optional.of(matcher.group("job"))
        : Optional.empty();
  }

  /** Whether a name of an image holds it, for whichever worker. */
  static boolean isOne(String name) {
    return NAME.matcher(name).matches();
  }
}
