package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A program that keeps credentials, by the protocol of docker-credential-helpers: {@code
 * docker-credential-NAME get}, the server on standard input, JSON on standard output.
 *
 * @param name the end of the program's name, {@code ecr-login}
 * @param env its environment; the program is looked up in its {@code PATH}
 */
record CredentialHelper(String name, Map<String, String> env) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
  private static final long PATIENCE_SECONDS = 30;
  private static final int LONGEST_ANSWER = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  String program() {
    return "docker-credential-" + name;
  }

  boolean isInstalled() {
    return find().isPresent();
  }

  /**
   * Asks for the credentials of a server; empty when the helper has none.
   *
   * @throws StepFailed when the helper is absent, fails, or does not answer
   */
  Optional<Credentials> get(String server) throws StepFailed, InterruptedException {
    Path file = find().orElseThrow(() -> failed("is not on the PATH", server));
    Process process = null;
    try {
      process = start(file);
      try (OutputStream in = process.getOutputStream()) {
        in.write((server + "\n").getBytes(StandardCharsets.UTF_8));
      }
      return answer(process, server);
    } catch (IOException e) {
      // Not as the cause: a parser's message quotes what it read.
      throw failed("gives no answer that can be read", server);
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }

  private Process start(Path file) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(file.toString(), "get");
    builder.environment().clear();
    builder.environment().putAll(env);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return builder.start();
  }

  private Optional<Credentials> answer(Process process, String server)
      throws StepFailed, InterruptedException, IOException {
    // The answer is shorter than a pipe's buffer, so the program can end before it is read.
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw failed("does not answer within " + PATIENCE_SECONDS + " s", server);
    }
    byte[] said = process.getInputStream().readNBytes(LONGEST_ANSWER);
    if (process.exitValue() == 0) {
      JsonNode json = JSON.readTree(said);
      return Optional.of(
          Credentials.ofPassword(json.path("Username").asText(), json.path("Secret").asText()));
    }
    if (new String(said, StandardCharsets.UTF_8).contains("credentials not found")) {
      return Optional.empty();
    }
    throw failed("ends with exit code " + process.exitValue(), server);
  }

  private Optional<Path> find() {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    return Arrays.stream(env.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program()))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private StepFailed failed(String why, String server) {
    return new Failure(
            Kind.LOGIN,
            "CREDENTIAL_HELPER",
            "the credential helper " + program() + " " + why + " (asked for " + server + ")",
            "Run it by hand as the user who runs Slipway, or log in again with `docker login`.")
        .thrown();
  }
}
