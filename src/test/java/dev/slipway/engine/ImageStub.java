package dev.slipway.engine;

import com.sun.net.httpserver.HttpExchange;
import dev.slipway.fixture.StubServer;
import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A registry that holds what a test puts into it, below the name {@code base}. */
final class ImageStub implements AutoCloseable {
  private final Map<String, byte[]> contents = new HashMap<>();
  private final Map<String, Digest> tags = new HashMap<>();
  private final StubServer server = new StubServer(0, this::answer);

  /** Keeps some content. */
  Digest put(byte[] content) {
    Digest digest = digest(content);
    contents.put(digest.value(), content);
    return digest;
  }

  Digest put(String content) {
    return put(content.getBytes(StandardCharsets.UTF_8));
  }

  /** Answers with something else than that digest's content. */
  void replace(Digest digest, String content) {
    contents.put(digest.value(), content.getBytes(StandardCharsets.UTF_8));
  }

  /** Keeps an image. */
  Digest image(String architecture, List<String> env, byte[]... layers) {
    String variables = env.stream().map(v -> "\"" + v + "\"").collect(Collectors.joining(","));
    Digest config =
        put(
            "{\"os\": \"linux\", \"architecture\": \"%s\", \"config\": {\"Env\": [%s]}}"
                .formatted(architecture, variables));
    String list =
        Arrays.stream(layers)
            .map(layer -> "{\"digest\": \"%s\"}".formatted(put(layer)))
            .collect(Collectors.joining(","));
    return put(
        "{\"schemaVersion\": 2, \"config\": {\"digest\": \"%s\"}, \"layers\": [%s]}"
            .formatted(config, list));
  }

  /** Keeps an index of an image for each architecture. */
  Digest index(Map<String, Digest> images) {
    return put(
        images.entrySet().stream()
            .map(
                image ->
                    "{\"digest\": \"%s\", \"platform\": {\"os\": \"linux\", \"architecture\": \"%s\"}}"
                        .formatted(image.getValue(), image.getKey()))
            .collect(Collectors.joining(",", "{\"manifests\": [", "]}")));
  }

  /** Gives what has that digest the tag {@code 1}. */
  ImageReference tagged(Digest digest) {
    tags.put("1", digest);
    return ImageReference.parse(server.host() + "/base:1");
  }

  /** Method and path, without the repository, of every request so far but the first probe. */
  List<String> requests() {
    return server.requests().stream()
        .filter(request -> request.contains("/base/"))
        .map(request -> request.replace("/v2/base/", ""))
        .toList();
  }

  static Digest digest(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return new Digest("sha256:" + HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String reference = path.substring(path.lastIndexOf('/') + 1);
    String digest = tags.containsKey(reference) ? tags.get(reference).value() : reference;
    byte[] content = contents.get(digest);
    if (content == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(200, head ? -1 : content.length);
    if (!head) {
      exchange.getResponseBody().write(content);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
