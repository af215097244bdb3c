package dev.slipway.spec;

import dev.slipway.spec.document.DocumentReader;
import dev.slipway.spec.document.DocumentSchema;
import dev.slipway.spec.document.Node;
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
   * Reads a spec from a file.
   *
   * @param pipelines the names of the pipelines that there are
   * @throws SpecInvalid with every problem of the file
   * @throws IOException when the file cannot be read
   */
  public static Spec read(Path file, Set<String> pipelines) throws SpecInvalid, IOException {
    return read(file, file.toString(), pipelines);
  }

  /**
   * Reads a spec from a file under another name.
   *
   * @param fileName stands before line and column in problems; {@code .json} at its end means JSON
   */
  public static Spec read(Path file, String fileName, Set<String> pipelines)
      throws SpecInvalid, IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(fileName, in.readNBytes(DocumentReader.LARGEST_FILE + 1), pipelines);
    }
  }

  /** Reads a spec from memory. */
  static Spec read(String fileName, byte[] bytes, Set<String> pipelines) throws SpecInvalid {
    Problems problems = new Problems();
    Optional<Node> root = DocumentReader.read(fileName, bytes, problems);
    root.ifPresent(node -> check(node, pipelines, problems));
    if (!problems.isEmpty()) {
      throw new SpecInvalid(fileName, problems.sorted());
    }
    return SpecBuilder.build(root.orElseThrow());
  }

  private static void check(Node root, Set<String> pipelines, Problems problems) {
    if (OtherFormat.isNone(root, problems)) {
      RULES.check(root, problems);
      SpecRules.check(root, RULES.keysOf("cluster"), pipelines, problems);
    }
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
