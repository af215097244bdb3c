package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import dev.slipway.image.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code POST /build?version=2}: a build by BuildKit, of a plain tar, with no session. docker-java
 * has neither the parameter nor a type for what comes back.
 *
 * @param context the folder with the {@code Dockerfile}
 * @param names that the image gets
 * @param network of the instructions that run; empty is the engine's default
 */
record BuildRequest(Path context, List<ImageReference> names, Optional<String> network) {
  private static final int LONGEST_ERROR = 64 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Starts the build; closing what is returned cancels it. */
  Answers<JsonNode> send(EngineTransport transport) {
    Answers<JsonNode> answers = new Answers<>();
    Thread reading = new Thread(() -> read(transport, answers), "build-" + names.get(0));
    reading.setDaemon(true);
    reading.start();
    return answers;
  }

  private void read(EngineTransport transport, Answers<JsonNode> answers) {
    try (EngineTransport.Connection connection = transport.open();
        InputStream tar = ContextTar.of(context)) {
      answers.onStart(connection);
      Request request =
          Request.builder()
              .method(Request.Method.POST)
              .path(path())
              .putHeader("Content-Type", "application/x-tar")
              .body(tar)
              .build();
      try (Response response = connection.execute(request)) {
        pass(response, answers);
      }
      answers.onComplete();
    } catch (RuntimeException | IOException e) {
      answers.onError(e);
    }
  }

  private static void pass(Response response, Answers<JsonNode> answers) throws IOException {
    InputStream body = response.getBody();
    if (response.getStatusCode() != 200) {
      String error = new String(body.readNBytes(LONGEST_ERROR), StandardCharsets.UTF_8);
      throw new DockerException(error, response.getStatusCode());
    }
    MappingIterator<JsonNode> items = JSON.readerFor(JsonNode.class).readValues(body);
    while (items.hasNextValue()) {
      answers.onNext(items.nextValue());
    }
  }

  /**
   * Podman and the classic builder ignore {@code version}; for them {@code forcerm} leaves no
   * container behind.
   */
  private String path() {
    return "/build?version=2&rm=1&forcerm=1"
        + names.stream().map(name -> "&t=" + encode(name.toString())).collect(Collectors.joining())
        + network.map(name -> "&networkmode=" + encode(name)).orElse("")
        + "&labels="
        + encode(JSON.valueToTree(Labels.IMAGE).toString());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
