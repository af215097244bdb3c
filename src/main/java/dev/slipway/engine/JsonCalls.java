package dev.slipway.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Calls for which docker-java lacks a parameter or a field of the answer. */
record JsonCalls(EngineTransport transport) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @throws DockerException when the status is not 200
   */
  JsonNode call(Request.Method method, String path) {
    Request request = Request.builder().method(method).path(path).build();
    try (Response response = transport.execute(request);
        InputStream body = response.getBody()) {
      byte[] content = body.readAllBytes();
      if (response.getStatusCode() != 200) {
        throw new DockerException(
            new String(content, StandardCharsets.UTF_8), response.getStatusCode());
      }
      return JSON.readTree(content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
