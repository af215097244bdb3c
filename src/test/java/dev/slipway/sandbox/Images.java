package dev.slipway.sandbox;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** The images that a test makes, below a name that no other test has; removed at its end. */
public final class Images {
  private final String prefix =
      "it/" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

  /** A name for an image of this test. */
  public String name(String name) {
    return prefix + "/" + name;
  }

  /** The registry below which image names of any kind are images of this test. */
  public String registry() {
    return SandboxRegistry.PUBLIC.host() + "/" + prefix;
  }

  /** Removes them from the engine and from the sandbox's registries. */
  public void remove() throws IOException, InterruptedException {
    String all = Docker.run("images", "--format", "{{.Repository}}:{{.Tag}}");
    List<String> images = all.lines().filter(line -> line.contains("/" + prefix + "/")).toList();
    for (String image : images) {
      String path = image.substring(image.indexOf("/") + 1, image.lastIndexOf(":"));
      String tag = image.substring(image.lastIndexOf(":") + 1);
      for (SandboxRegistry registry : List.of(SandboxRegistry.PUBLIC, SandboxRegistry.PRIVATE)) {
        registry.remove(path, tag);
      }
    }
    if (!images.isEmpty()) {
      Docker.run(Stream.concat(Stream.of("rmi"), images.stream()).toArray(String[]::new));
    }
  }
}
