package dev.slipway.spec;

import dev.slipway.settings.Allowed;
import dev.slipway.spec.Spec.ClusterSection;
import dev.slipway.spec.document.DocumentReader;
import dev.slipway.spec.document.DocumentSchema;
import dev.slipway.spec.document.Node;
import dev.slipway.spec.document.Node.Mapping;
import dev.slipway.spec.document.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Reads specs: YAML or JSON in, a {@link Spec} or every problem of the file out. */
public final class SpecReader {
  private static final String SCHEMA = "spec.schema.json";
  private static final DocumentSchema RULES = DocumentSchema.ofResource(SpecReader.class, SCHEMA);

  private SpecReader() {}

  /**
   * Reads a spec from a file; nobody looks whether the paths that it names lead anywhere.
   *
   * @param pipelines the names of the pipelines that there are
   * @param allowed what the operator lets specs name
   * @throws SpecInvalid with every problem of the file
   * @throws IOException when the file cannot be read
   */
  public static Spec read(Path file, Set<String> pipelines, Allowed allowed)
      throws SpecInvalid, IOException {
    return read(
        new SpecSource(file, file.toString(), Optional.empty(), Optional.empty()),
        pipelines,
        allowed);
  }

  /**
   * Reads a spec, or a file of another tool that means one.
   *
   * @param pipelines the names of the pipelines that there are
   * @param allowed what the operator lets specs name
   * @throws SpecInvalid with every problem of the file
   * @throws IOException when the file cannot be read
   */
  public static Spec read(SpecSource source, Set<String> pipelines, Allowed allowed)
      throws SpecInvalid, IOException {
    try (InputStream in = Files.newInputStream(source.file())) {
      byte[] bytes = in.readNBytes(DocumentReader.largest(source.name()) + 1);
      return read(source, bytes, pipelines, allowed);
    }
  }

  /**
   * Reads a spec from memory.
   *
   * @param bytes what the source's file has in it
   * @param pipelines the names of the pipelines that there are
   * @param allowed what the operator lets specs name
   * @throws SpecInvalid with every problem of the file
   */
  public static Spec read(SpecSource source, byte[] bytes, Set<String> pipelines, Allowed allowed)
      throws SpecInvalid {
    Problems problems = new Problems();
    Optional<Node> root = DocumentReader.read(source.name(), bytes, problems);
    Optional<Spec> spec = root.flatMap(node -> spec(node, source, pipelines, allowed, problems));
    if (!problems.isEmpty()) {
      throw new SpecInvalid(source.name(), problems.sorted());
    }
    return spec.orElseThrow();
  }

  private static Optional<Spec> spec(
      Node root, SpecSource source, Set<String> pipelines, Allowed allowed, Problems problems) {
    if (!OtherFormat.is(root)) {
      return checked(root, Optional.empty(), source, pipelines, allowed, problems);
    }
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    Problems found = new Problems();
    OtherFormat other = OtherFormat.read((Mapping) root, source.name(), source.dockerfile(), found);
    Optional<Spec> spec = checked(other.spec(), other.cluster(), source, pipelines, allowed, found);
    new SourceFields(root).report(found, problems);
    return spec;
  }

  /** The spec, unless there are problems. */
  private static Optional<Spec> checked(
      Node root,
      Optional<ClusterSection> cluster,
      SpecSource source,
      Set<String> pipelines,
      Allowed allowed,
      Problems problems) {
    RULES.check(root, problems);
    SpecRules.check(root, RULES.keysOf("cluster"), pipelines, problems);
    AllowedRules.check(root, allowed, problems);
    if (problems.isEmpty()) {
      source.files().ifPresent(files -> NamedFiles.check(root, files, problems));
    }
    return problems.isEmpty() ? Optional.of(SpecBuilder.build(root, cluster)) : Optional.empty();
  }

  /** The JSON Schema of a spec, draft 2020-12, as JSON. */
  public static String schema() {
    return resource(SCHEMA);
  }

  /** A commented spec to begin with, as YAML. */
  public static String starter() {
    return resource("starter.yaml");
  }

  private static String resource(String name) {
    try (InputStream in = SpecReader.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the jar lacks " + name, e);
    }
  }
}
