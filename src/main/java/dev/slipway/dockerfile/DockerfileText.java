package dev.slipway.dockerfile;

import dev.slipway.image.ImageReference;
import dev.slipway.packages.Lock;
import dev.slipway.packages.SystemLibrary;
import dev.slipway.packages.repository.Repositories;
import dev.slipway.spec.Spec;
import dev.slipway.spec.SpecDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The text of a Dockerfile. It depends on its arguments alone: the same spec and lock give the same
 * bytes.
 *
 * <p>Names of packages are not in it: apt gets them as arguments, R reads them from files. What
 * changes least comes first, and each instruction sees only the files that it needs, so that adding
 * a GitHub package does not install those of CRAN again.
 */
final class DockerfileText {
  private static final String HEADER =
      """
      # Made by Slipway. By hand, in the folder that holds "context":
      #   DOCKER_BUILDKIT=1 docker build --tag %s context
      # (with --network host when the package repository is on this very machine).
      # The packages are listed in %s.
      """;

  private static final String HEADER_WITHOUT_PACKAGES =
      """
      # Made by Slipway. By hand, in the folder that holds "context":
      #   DOCKER_BUILDKIT=1 docker build --tag %s context
      """;

  private static final String SYSTEM =
      """

      # The system libraries, given to apt as arguments, and the packages that need them:
      %sRUN ["/bin/sh", "-ec", "\\
      export DEBIAN_FRONTEND=noninteractive; \\
      apt-get update -o APT::Update::Error-Mode=any -o Acquire::Retries=3; \\
      apt-get install --yes --no-install-recommends -o Acquire::Retries=3 -- \\"$@\\"; \\
      rm -rf /var/lib/apt/lists/*", \\
      "sh", %s]
      """;

  private DockerfileText() {}

  /**
   * @throws IllegalArgumentException when the spec holds text that a Dockerfile cannot carry
   */
  static String of(Spec spec, Lock lock) {
    ImageReference base = lock.base().orElseThrow().image();
    List<Stage> stages = List.copyOf(Stage.of(lock).keySet());
    StringBuilder text = new StringBuilder(header(spec, stages));
    text.append("\nFROM ").append(base).append('\n');
    text.append(environment(spec.env()));
    if (!lock.system().isEmpty()) {
      text.append(SYSTEM.formatted(reasons(lock.system()), arguments(lock.system())));
    }
    for (int i = 0; i < stages.size(); i++) {
      text.append(install(stages.subList(0, i + 1)));
    }
    return text.append(labels(spec, lock, base)).toString();
  }

  private static String header(Spec spec, List<Stage> stages) {
    List<String> files = stages.stream().map(s -> s.folder() + "/" + Stage.PACKAGES).toList();
    return files.isEmpty()
        ? HEADER_WITHOUT_PACKAGES.formatted(spec.image())
        : HEADER.formatted(spec.image(), String.join(", ", files));
  }

  /** The base's own language and time zone stay; a base without gets those that every base has. */
  private static String environment(Map<String, String> env) {
    Map<String, String> values = new TreeMap<>();
    values.put("LANG", "\"${LANG:-C.UTF-8}\"");
    values.put("TZ", "\"${TZ:-Etc/UTC}\"");
    env.forEach((name, value) -> values.put(SpecNames.environment(name), Quoted.of(value)));
    return "\n" + instruction("ENV", values);
  }

  private static String reasons(List<SystemLibrary> system) {
    StringBuilder lines = new StringBuilder();
    for (SystemLibrary library : system) {
      List<String> names = library.neededBy().stream().map(SpecNames::rPackage).toList();
      lines.append("#   ").append(SpecNames.system(library.name())).append(": ");
      lines.append(names.isEmpty() ? "the spec names it" : String.join(", ", names)).append('\n');
    }
    return lines.toString();
  }

  private static String arguments(List<SystemLibrary> system) {
    return String.join(
        ", ", system.stream().map(s -> '"' + SpecNames.system(s.name()) + '"').toList());
  }

  private static String install(List<Stage> stages) {
    Stage stage = stages.get(stages.size() - 1);
    StringBuilder text = new StringBuilder("\n# " + stage.title() + "\n");
    text.append("RUN --mount=type=tmpfs,target=/mnt \\\n");
    text.append("    --mount=type=bind,source=r,target=/mnt/r \\\n");
    List<String> folders = new ArrayList<>();
    for (Stage mounted : stages) {
      String folder = "/mnt/" + mounted.folder();
      text.append("    --mount=type=bind,source=").append(mounted.folder());
      text.append(",target=").append(folder).append(" \\\n");
      folders.add(folder);
    }
    text.append("    _R_SHLIB_STRIP_=true Rscript --vanilla /mnt/r/install.R ");
    return text.append(String.join(" ", folders)).append('\n').toString();
  }

  private static String labels(Spec spec, Lock lock, ImageReference base) {
    Map<String, String> labels = new TreeMap<>();
    String opencontainers = "org.opencontainers.image.";
    labels.put(opencontainers + "title", spec.name());
    spec.image().tag().ifPresent(tag -> labels.put(opencontainers + "version", tag));
    labels.put(opencontainers + "base.name", fullName(base));
    base.digest().ifPresent(d -> labels.put(opencontainers + "base.digest", d.value()));
    labels.put("dev.slipway.spec-digest", SpecDigest.of(spec).value());
    labels.put("dev.slipway.snapshot", lock.snapshot().orElse(Repositories.LATEST));
    labels.replaceAll((name, value) -> Quoted.of(value));
    return "\n" + instruction("LABEL", labels);
  }

  /** With its registry, as the OCI image specification's annotation wants it. */
  private static String fullName(ImageReference base) {
    String tag = base.tag().map(t -> ":" + t).orElse("");
    String official = base.path().contains("/") ? "" : "library/";
    return base.host().isPresent()
        ? base.repository() + tag
        : "docker.io/" + official + base.path() + tag;
  }

  private static String instruction(String name, Map<String, String> quoted) {
    String indent = " ".repeat(name.length() + 1);
    List<String> pairs =
        quoted.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    return name + " " + String.join(" \\\n" + indent, pairs) + "\n";
  }
}
