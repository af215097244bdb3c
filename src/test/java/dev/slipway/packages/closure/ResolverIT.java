package dev.slipway.packages.closure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.image.ImageReference;
import dev.slipway.packages.Base;
import dev.slipway.packages.Distribution;
import dev.slipway.packages.LockedPackage;
import dev.slipway.packages.Repository;
import dev.slipway.packages.repository.Repositories;
import dev.slipway.packages.repository.RepositoryClient;
import dev.slipway.spec.Spec.CranPackage;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the sandbox's repository. */
class ResolverIT {
  private static final Optional<String> DAY = Optional.of("2024-06-13");
  private static final Base BASE =
      new Base(
          ImageReference.parse("127.0.0.1:5000/sandbox/r-ver:4.2.2"),
          "4.2.2",
          "amd64",
          new Distribution("debian", "12", "bookworm"));

  @TempDir private Path cache;

  @Test
  void realPackagesAreResolvedFromBothSources() throws Exception {
    List<LockedPackage> locked =
        resolve(cran("httr", "xml2", "slipwayver@0.1.0"), List.of("BiocGenerics"));

    assertThat(locked)
        .extracting(LockedPackage::name)
        .contains("httr", "curl", "jsonlite", "mime", "openssl", "R6", "askpass", "sys", "xml2")
        .containsSubsequence("sys", "askpass", "openssl", "httr");
    assertThat(locked)
        .filteredOn(LockedPackage::requested)
        .extracting(one -> one.name() + " " + one.repository().orElseThrow())
        .containsExactlyInAnyOrder(
            "httr CRAN", "xml2 CRAN", "slipwayver CRAN", "BiocGenerics BioCsoft");
    assertThat(locked)
        .filteredOn(one -> one.name().equals("slipwayver"))
        .extracting(LockedPackage::version)
        .containsExactly("0.1.0");
  }

  @Test
  void everyLockedArchiveIsThere() throws Exception {
    for (LockedPackage one : resolve(cran("httr", "slipwayver@0.1.0"), List.of("BiocGenerics"))) {
      assertThat(new RepositoryClient(BASE).get(URI.create(one.url().orElseThrow()), 100 << 20))
          .as(one.name())
          .isPresent();
    }
  }

  private List<LockedPackage> resolve(List<CranPackage> cran, List<String> bioconductor)
      throws Exception {
    Repositories repositories =
        new Repositories(
            "http://127.0.0.1:5080/cran/__linux__/{os}/{snapshot}",
            URI.create("http://127.0.0.1:5080/bioconductor"));
    List<Repository> all =
        repositories.at(DAY, BASE, Repositories.release(Optional.empty(), BASE.r()));
    return new Resolver(cache)
        .resolve(new Wanted(cran, bioconductor, List.of(), List.of()), all, DAY, BASE);
  }

  private static List<CranPackage> cran(String... names) {
    return Arrays.stream(names)
        .map(name -> name.split("@"))
        .map(
            parts ->
                new CranPackage(
                    parts[0], parts.length == 1 ? Optional.empty() : Optional.of(parts[1])))
        .toList();
  }
}
