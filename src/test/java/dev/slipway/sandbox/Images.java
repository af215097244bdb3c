package dev.slipway.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The images that a test makes, under a name that no other test has; removed at its end. */
public final class Images {
  /** The sandbox's registry. */
  public static final String REGISTRY = "127.0.0.1:5000";

  private final String prefix =
      "it/" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
  private final HttpClient http = HttpClient.newHttpClient();

  /** A name for an image of this test. */
  public String name(String name) {
    return prefix + "/" + name;
  }

  /** The digest that the registry answers for a tag. */
  public String registryDigest(String image, String tag) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://" + REGISTRY + "/v2/" + image + "/manifests/" + tag))
            .header("Accept", "application/vnd.docker.distribution.manifest.v2+json")
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<Void> answer = http.send(request, HttpResponse.BodyHandlers.discarding());
    return answer
        .headers()
        .firstValue("Docker-Content-Digest")
        .orElse("status " + answer.statusCode());
  }

  /** Runs a command in an image as a user would, and gives what it prints. */
  public static String run(String image, String... command)
      throws IOException, InterruptedException {
    List<String> line = new java.util.ArrayList<>(List.of("docker", "run", "--rm", image));
    line.addAll(List.of(command));
    return output(line);
  }

  /** Removes them from the engine. */
  public void remove() throws IOException, InterruptedException {
    String list = output(List.of("docker", "images", "--format", "{{.Repository}}:{{.Tag}}"));
    for (String image : list.lines().filter(line -> line.contains(prefix)).toList()) {
      output(List.of("docker", "rmi", image));
    }
  }

  private static String output(List<String> line) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new AssertionError(line + " failed: " + output);
    }
    return output;
  }
}
