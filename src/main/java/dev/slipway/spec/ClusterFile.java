package dev.slipway.spec;

import static dev.slipway.spec.document.Problem.Code.CONFLICT;
import static dev.slipway.spec.document.Problem.Code.MISSING;

import dev.slipway.spec.Spec.ClusterSection;
import dev.slipway.spec.Spec.ClusterSection.Form;
import dev.slipway.spec.document.FieldPath;
import dev.slipway.spec.document.Node;
import dev.slipway.spec.document.Node.Entry;
import dev.slipway.spec.document.Node.Mapping;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Node.Sequence;
import dev.slipway.spec.document.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A {@code cluster.json} of doAzureParallel as a spec: the packages that every node would install
 * are put into an image on top of the one that the file names. Before version 0.3.2 the file was
 * {@code {"pool": {…}}}, with {@code rPackages} and {@code containerImage} beside it: that is where
 * doAzureParallel looks for them ({@code makeCluster} in its {@code R/cluster.R}). Files that have
 * them in the pool are understood too.
 */
final class ClusterFile {
  private static final String POOL = "pool";
  private static final String POOL_SIZE = "poolSize";
  private static final String IMAGE = "containerImage";
  private static final String PACKAGES = "rPackages";

  /** What doAzureParallel takes for a {@code containerImage} that is empty or not there. */
  private static final String STANDARD_IMAGE = "rocker/tidyverse:latest";

  private final Mapping file;
  private final Mapping pool;
  private final Problems problems;

  private ClusterFile(Mapping file, Problems problems) {
    this.file = file;
    this.pool = isFlat(file) ? file : (Mapping) file.find(POOL).orElseThrow();
    this.problems = problems;
  }

  static boolean is(Mapping file) {
    return Stream.of(POOL_SIZE, IMAGE, PACKAGES).anyMatch(file.entries()::containsKey)
        || hasPool(file);
  }

  private static boolean isFlat(Mapping file) {
    return file.entries().containsKey(POOL_SIZE) || !hasPool(file);
  }

  private static boolean hasPool(Mapping file) {
    return file.find(POOL).filter(Mapping.class::isInstance).isPresent();
  }

  /**
   * @param otherwise the spec's name where the pool has none
   */
  static OtherFormat read(
      Mapping file, String otherwise, Optional<String> dockerfile, Problems problems) {
    ClusterFile clusterFile = new ClusterFile(file, problems);
    if (isFlat(file) && !file.entries().containsKey(POOL_SIZE)) {
      problems.add(
          MISSING,
          file.at(),
          FieldPath.ROOT.key(POOL_SIZE),
          "is missing",
          "every cluster.json has one");
    }
    Mapping spec = clusterFile.spec(otherwise, dockerfile);
    return new OtherFormat(spec, Optional.of(clusterFile.section()));
  }

  private Mapping spec(String otherwise, Optional<String> dockerfile) {
    String name =
        SpecRules.text(pool, "name")
            .map(text -> SpecName.fit(text.source(), otherwise))
            .orElse(otherwise);
    SpecDocument spec = new SpecDocument(file.at()).put("name", name);
    if (dockerfile.isPresent()) {
      // The Dockerfile makes the image that the cluster file names.
      containerImage()
          .filter(image -> !tagged(image).equals(standardImage()))
          .ifPresentOrElse(image -> spec.put("image", image), () -> spec.put("image", name));
      spec.put("dockerfile", dockerfile.get());
    } else {
      spec.put("image", name)
          .put("base", containerImage().map(ClusterFile::tagged).orElse(standardImage()));
    }
    packages().ifPresent(entry -> putPackages(spec, entry));
    return spec.put("cluster", pool.at(), clusterFields()).build();
  }

  /** The image that the file names. */
  private Optional<Node> containerImage() {
    return imageIn(file).or(() -> imageIn(pool));
  }

  private static Optional<Node> imageIn(Mapping mapping) {
    return mapping
        .find(IMAGE)
        .filter(SpecDocument::isGiven)
        .filter(node -> !(node instanceof Scalar text && text.source().isEmpty()));
  }

  /** Without a tag, a node would pull the latest. */
  private static Node tagged(Node image) {
    if (!(image instanceof Scalar text) || !text.isText()) {
      return image;
    }
    String name = text.source();
    boolean hasTag = name.contains("@") || name.indexOf(':', name.lastIndexOf('/') + 1) >= 0;
    return SpecDocument.text(text.at(), hasTag ? name : name + ":latest");
  }

  private Scalar standardImage() {
    return SpecDocument.text(
        file.find(IMAGE).or(() -> pool.find(IMAGE)).map(Node::at).orElse(pool.at()),
        STANDARD_IMAGE);
  }

  private Optional<Entry> packages() {
    Optional<Entry> inPool = packagesOf(pool);
    Optional<Entry> beside = pool == file ? Optional.empty() : packagesOf(file);
    if (inPool.isPresent() && beside.isPresent()) {
      problems.add(
          CONFLICT,
          beside.get().at(),
          FieldPath.ROOT.key(PACKAGES),
          "rPackages is in the pool and beside it",
          "keep one of them");
    }
    return inPool.or(() -> beside);
  }

  private static Optional<Entry> packagesOf(Mapping mapping) {
    return Optional.ofNullable(mapping.entries().get(PACKAGES))
        .filter(entry -> SpecDocument.isGiven(entry.value()))
        .filter(entry -> !(entry.value() instanceof Sequence list && list.items().isEmpty()));
  }

  private static void putPackages(SpecDocument spec, Entry rPackages) {
    if (!(rPackages.value() instanceof Mapping lists)) {
      spec.put("packages", rPackages.at(), rPackages.value());
      return;
    }
    SpecDocument packages = new SpecDocument(lists.at());
    for (String source : ClusterSection.PACKAGE_SOURCES) {
      Optional.ofNullable(lists.entries().get(source))
          .filter(entry -> SpecDocument.isGiven(entry.value()))
          .filter(entry -> !(entry.value() instanceof Sequence list && list.items().isEmpty()))
          .ifPresent(entry -> packages.put(source, entry.at(), entry.value()));
    }
    if (!packages.isEmpty()) {
      spec.put("packages", rPackages.at(), packages.build());
    }
  }

  /** What the rules of a spec's cluster section are for. */
  private Mapping clusterFields() {
    Map<String, Entry> fields = new LinkedHashMap<>(pool.entries());
    List.of(IMAGE, PACKAGES).forEach(fields::remove);
    return new Mapping(pool.at(), fields);
  }

  private ClusterSection section() {
    return new ClusterSection(pool == file ? Form.FILE : Form.POOL_FILE, NodeValues.exact(file));
  }
}
