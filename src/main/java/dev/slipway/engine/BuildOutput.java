package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Understands the JSON items of a build, those of BuildKit and those of the classic builder, which
 * Podman sends too. What the output says about success is not believed: only {@code error} and the
 * image count.
 */
final class BuildOutput {
  private static final Pattern EXIT_CODE =
      Pattern.compile(
          "(?:exit code:|returned a non-zero code:|exit status|exited with code) (\\d+)");

  private final FailedInstallation failedInstallation = new FailedInstallation();
  private final BuildkitTrace trace;
  private final ClassicOutput classic;
  private Optional<String> imageId = Optional.empty();
  private Optional<String> error = Optional.empty();
  private OptionalInt errorCode = OptionalInt.empty();

  BuildOutput(Consumer<String> log) {
    this(log, InstantSource.system());
  }

  BuildOutput(Consumer<String> log, InstantSource clock) {
    this.trace = new BuildkitTrace(log, failedInstallation::accept, clock);
    this.classic = new ClassicOutput(log, failedInstallation::accept);
  }

  void accept(JsonNode item) {
    JsonNode aux = item.path("aux");
    if (item.path("id").asText().equals("moby.buildkit.trace")) {
      trace.accept(Base64.getDecoder().decode(aux.asText()));
    } else if (aux.hasNonNull("ID")) {
      imageId = Optional.of(aux.get("ID").asText());
    }
    if (item.hasNonNull("stream")) {
      classic.accept(item.get("stream").asText().getBytes(StandardCharsets.UTF_8));
    }
    if (item.has("errorDetail") || item.has("error")) {
      JsonNode detail = item.path("errorDetail");
      error = Optional.of(detail.path("message").asText(item.path("error").asText()).strip());
      errorCode = detail.has("code") ? OptionalInt.of(detail.get("code").asInt()) : errorCode;
    }
  }

  /** The stream is over. */
  void end() {
    trace.end();
    classic.end();
  }

  /** The image's id as the engine said it, if it did. */
  Optional<String> imageId() {
    return imageId;
  }

  /** Why the build failed; empty when no error was reported. */
  Optional<String> error() {
    return error;
  }

  /**
   * What the build printed up to R's last warning that a package could not be installed; empty when
   * there was none.
   */
  List<String> failedInstallation() {
    return failedInstallation.said();
  }

  /** The instruction that failed, as the Dockerfile has it. */
  Optional<String> failedInstruction() {
    return trace.failed().map(BuildkitTrace.Vertex::instruction).or(classic::instruction);
  }

  /** The exit code of the command that failed. */
  OptionalInt exitCode() {
    Matcher matcher = EXIT_CODE.matcher(error.orElse(""));
    return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : errorCode;
  }

  /** The end of what the failed instruction printed. */
  List<String> tail() {
    return trace.failed().map(BuildkitTrace.Vertex::tail).orElseGet(classic::tail);
  }
}
