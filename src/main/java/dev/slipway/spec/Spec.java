package dev.slipway.spec;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.slipway.image.ImageReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a user asks for: read once, checked whole, never changed.
 *
 * @param name names the job, {@code [a-z0-9][a-z0-9-]{0,62}}
 * @param image where the image goes; without a tag one that never repeats is made
 * @param r the R version, {@code 4.4.1}; of {@code r}, {@code base} and {@code dockerfile} exactly
 *     one is there
 * @param base an image to build on
 * @param dockerfile the user's own Dockerfile: its text, or a path among the spec's files when it
 *     has no line break; see {@link #isPath}
 * @param snapshot the day ({@code 2024-06-13}) whose packages are meant; empty means the newest
 * @param bioconductor the Bioconductor release, {@code 3.18}; empty means the newest that pairs
 *     with the R
 * @param system apt packages, installed before the R packages
 * @param env environment variables of the image
 * @param cluster doAzureParallel's own fields; absent when the spec has no {@code cluster} section
 * @param pipeline the pipeline to run, {@code standard} unless the spec says otherwise
 */
public record Spec(
    String name,
    ImageReference image,
    Optional<String> r,
    Optional<ImageReference> base,
    Optional<String> dockerfile,
    Optional<String> snapshot,
    Optional<String> bioconductor,
    Packages packages,
    List<String> system,
    Map<String, String> env,
    Tests tests,
    Optional<ClusterSection> cluster,
    String pipeline) {
  public Spec {
    system = List.copyOf(system);
    env = Map.copyOf(env);
  }

  /** Whether a {@code dockerfile} is a path among the spec's files; else it is the text itself. */
  public static boolean isPath(String dockerfile) {
    return dockerfile.indexOf('\n') < 0;
  }

  /** The paths that the spec names among its files: local packages, and the Dockerfile. */
  public List<String> namedPaths() {
    return Stream.concat(packages.local().stream(), dockerfile.filter(Spec::isPath).stream())
        .toList();
  }

  /**
   * The R packages, by where they come from, in the order of the spec.
   *
   * @param github references as written; see {@link GitHubReference}
   * @param local paths among the spec's files: a package's folder, or a DESCRIPTION file whose
   *     dependencies are meant
   */
  public record Packages(
      List<CranPackage> cran, List<String> github, List<String> bioconductor, List<String> local) {
    /** No packages at all: an image with R alone. */
    public static final Packages NONE = new Packages(List.of(), List.of(), List.of(), List.of());

    public Packages {
      cran = List.copyOf(cran);
      github = List.copyOf(github);
      bioconductor = List.copyOf(bioconductor);
      local = List.copyOf(local);
    }
  }

  /**
   * A package of CRAN: {@code jsonlite} or {@code data.table@1.15.4}.
   *
   * @param version the exact version; empty means the snapshot's
   */
  public record CranPackage(String name, Optional<String> version) {}

  /** What must hold in the finished image, beyond that every package loads. */
  public record Tests(List<RPackageTest> rPackages, List<CommandTest> commandTests) {
    /** Nothing beyond loading every package. */
    public static final Tests NONE = new Tests(List.of(), List.of());

    public Tests {
      rPackages = List.copyOf(rPackages);
      commandTests = List.copyOf(commandTests);
    }
  }

  /**
   * An R package must be there, in that version.
   *
   * @param version a comparison, {@code >= 1.4} or {@code 1.4.2} (exactly); empty means any
   */
  public record RPackageTest(String name, Optional<String> version) {}

  /**
   * A command run in the image, with the field names and meaning of container-structure-test 2.0.
   *
   * @param envVars set for the command alone
   * @param expectedOutput regular expressions that must each be found in standard output
   * @param excludedOutput regular expressions that must not
   * @param expectedError the same for standard error
   * @param exitCode the expected exit code, 0 unless given
   */
  public record CommandTest(
      String name,
      String command,
      List<String> args,
      Map<String, String> envVars,
      List<String> expectedOutput,
      List<String> excludedOutput,
      List<String> expectedError,
      List<String> excludedError,
      int exitCode) {
    public CommandTest {
      args = List.copyOf(args);
      envVars = Map.copyOf(envVars);
      expectedOutput = List.copyOf(expectedOutput);
      excludedOutput = List.copyOf(excludedOutput);
      expectedError = List.copyOf(expectedError);
      excludedError = List.copyOf(excludedError);
    }
  }

  /**
   * What {@code cluster.json} is made of: the fields of a {@code cluster} section, or a whole file
   * of doAzureParallel that came as the spec.
   *
   * @param form not a part of the spec's digest: the fields say as much
   * @param fields field name to value (null, String, Boolean, Integer, Long, BigInteger, Double in
   *     a section and BigDecimal in a file, List or Map of these), already checked by
   *     doAzureParallel's rules; a section has no {@code containerImage} and no {@code rPackages}
   */
  public record ClusterSection(@JsonIgnore Form form, Map<String, Object> fields) {
    /** The fields of {@code rPackages} that list packages. */
    public static final List<String> PACKAGE_SOURCES = List.of("cran", "github", "bioconductor");

    /** A spec's section. */
    public ClusterSection(Map<String, Object> fields) {
      this(Form.SECTION, fields);
    }

    /** Where the fields stood. */
    public enum Form {
      /** In the spec, under {@code cluster}; what is left out has a default. */
      SECTION,
      /** In a {@code cluster.json}, which comes back as it was but for the image and packages. */
      FILE,
      /** In such a file from before doAzureParallel 0.3.2, under {@code pool}. */
      POOL_FILE
    }
  }
}
