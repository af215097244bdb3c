package dev.slipway.fault;

import java.util.Map;

/** Specs whose jobs take next to no time. */
final class Cheap {
  /** Debian without R, in the sandbox's registry. */
  static final String PLAIN = "127.0.0.1:5000/sandbox/plain:1";

  private Cheap() {}

  /** Succeeds without an engine. */
  static String rendered(String name) {
    return own(name, "it/" + name + ":1", "render", "FROM scratch", "LABEL it=rendered");
  }

  /** A Dockerfile of its own through a pipeline of {@link FaultHome}. */
  static String own(String name, String image, String pipeline, String... dockerfile) {
    return "version: 1\nname: %s\nimage: %s\npipeline: %s\ndockerfile: |\n  %s\n"
        .formatted(name, image, pipeline, String.join("\n  ", dockerfile));
  }

  /** A folder whose image is one small file, so that building and pushing it is quick. */
  static Map<String, String> tiny(String name, String image, String pipeline, String content) {
    return Map.of(
        "spec.yaml",
        "version: 1\nname: %s\nimage: %s\npipeline: %s\ndockerfile: ./Dockerfile\n"
            .formatted(name, image, pipeline),
        "Dockerfile",
        "FROM scratch\nCOPY content /content\n",
        "content",
        content);
  }
}
