package dev.slipway.packages.closure;

import static dev.slipway.packages.closure.Requests.cran;
import static dev.slipway.packages.closure.Requests.description;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.packages.DescribedPackage;
import dev.slipway.packages.GitHubCommit;
import dev.slipway.packages.LockedPackage;
import dev.slipway.packages.Source;
import dev.slipway.packages.repository.PackageServer;
import dev.slipway.spec.Spec.CranPackage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolverTest {
  private static final Optional<String> DAY = Optional.of("2024-06-13");

  private final PackageServer server = new PackageServer();
  @TempDir private Path cache;

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everythingThatIsNeededComesBeforeWhatNeedsIt() throws Exception {
    server.cran(
        "abc 1.2 Imports: zlib2, utils | LinkingTo: Rcpp (>= 1.0)",
        "zlib2 0.1-2 Depends: R (>= 3.5), methods",
        "Rcpp 1.0.7",
        "unneeded 1.0");

    assertThat(resolve(cran("abc")))
        .extracting(LockedPackage::name, LockedPackage::version, LockedPackage::requested)
        .containsExactly(
            tuple("Rcpp", "1.0.7", false),
            tuple("zlib2", "0.1-2", false),
            tuple("abc", "1.2", true));
  }

  @Test
  void aLockedPackageSaysWhereItIs() throws Exception {
    server.cran(
        "abc 1.2 Imports: zz | MD5sum: 0123456789abcdef0123456789abcdef | Path: 4.2.0/Other",
        "zz 1.0");

    assertThat(resolve(cran("abc")).get(1))
        .isEqualTo(
            new LockedPackage(
                "abc",
                "1.2",
                Source.CRAN,
                Optional.of("CRAN"),
                Optional.of(server.uri("/cran/src/contrib/4.2.0/Other/abc_1.2.tar.gz").toString()),
                Optional.of("0123456789abcdef0123456789abcdef"),
                Optional.empty(),
                Optional.empty(),
                List.of("zz"),
                true));
  }

  @Test
  void theHighestVersionThatFitsRIsTaken() throws Exception {
    server.cran("abc 1.9", "abc 1.10", "abc 2.0 Depends: R (>= 4.3)");

    assertThat(resolve(cran("abc"))).extracting(LockedPackage::version).containsExactly("1.10");
  }

  @Test
  void cranComesBeforeBioconductorAndIsEnoughWhenItHasEverything() throws Exception {
    server.cran("abc 1.0 Imports: both", "both 1.0").bioc("both 9.0");

    assertThat(resolve(cran("abc")).get(0).source()).isEqualTo(Source.CRAN);
    assertThat(server.asked()).noneMatch(path -> path.startsWith("/bioc"));
  }

  @Test
  void bioconductorHasWhatCranLacksOrWhatIsTooOldThere() throws Exception {
    server
        .cran("abc 1.0 Imports: onlybioc, both (>= 2.0)", "both 1.0")
        .bioc("onlybioc 3.1", "both 9.0");

    assertThat(resolve(cran("abc")))
        .extracting(one -> one.name() + " " + one.source())
        .containsExactly("both BIOCONDUCTOR", "onlybioc BIOCONDUCTOR", "abc CRAN");
  }

  @Test
  void whatIsNamedUnderBioconductorComesFromThere() throws Exception {
    server.cran("both 1.0").bioc("both 9.0").index("/data/annotation", "org.Hs 3.0 Depends: both");

    assertThat(resolve(new Wanted(List.of(), List.of("both", "org.Hs"), List.of(), List.of())))
        .extracting(LockedPackage::version, one -> one.repository().orElseThrow())
        .containsExactly(tuple("9.0", "BioCsoft"), tuple("3.0", "BioCann"));
  }

  @Test
  void anExactVersionComesFromTheIndexOrTheArchive() throws Exception {
    server
        .cran("abc 1.2 Imports: fresh", "zz 1.0", "fresh 1.0")
        .archived("abc/abc_1.0.tar.gz", "abc 1.0 Imports: zz");

    assertThat(resolve(cran("abc@1.0", "zz@1.0")))
        .extracting(one -> one.url().orElseThrow().replaceAll(".*/contrib/", ""))
        .containsExactly("zz_1.0.tar.gz", "Archive/abc/abc_1.0.tar.gz");
  }

  @Test
  void anArchivedVersionIsAskedForOnce() throws Exception {
    server.cran("abc 1.2").archived("abc/abc_1.0.tar.gz", "abc 1.0");
    resolve(cran("abc@1.0"));
    resolve(cran("abc@1.0"));

    assertThat(server.asked()).filteredOn(path -> path.contains("Archive")).hasSize(1);
  }

  @Test
  void anArchiveIsReadNoFurtherThanItsDescription() throws Exception {
    CountDownLatch resolved = new CountDownLatch(1);
    byte[] archive = PackageServer.archive("abc", PackageServer.record("abc 1.0"));
    server.answer(
        "/cran/src/contrib/Archive/abc/abc_1.0.tar.gz",
        exchange -> {
          exchange.sendResponseHeaders(200, archive.length);
          exchange.getResponseBody().write(archive, 0, archive.length / 2);
          exchange.getResponseBody().flush();
          awaited(resolved);
        });

    assertThat(resolve(cran("abc@1.0"))).hasSize(1);
    resolved.countDown();
  }

  @Test
  void manyArchivedVersionsAreAskedForAtOnce() throws Exception {
    CountDownLatch inFlight = new CountDownLatch(8);
    List<String> pins = new ArrayList<>();
    for (int i = 100; i < 150; i++) {
      String name = "p" + i;
      pins.add(name + "@1.0");
      byte[] archive = PackageServer.archive(name, PackageServer.record(name + " 1.0"));
      server.answer(
          "/cran/src/contrib/Archive/%1$s/%1$s_1.0.tar.gz".formatted(name),
          exchange -> {
            inFlight.countDown();
            awaited(inFlight);
            PackageServer.send(exchange, archive);
          });
    }

    assertThat(resolve(cran(pins.toArray(String[]::new)))).hasSize(50);
  }

  @Test
  void packagesAtHandCountBeforeThoseOfARepository() throws Exception {
    server.cran("abc 1.2", "zz 1.0");
    DescribedPackage local =
        new DescribedPackage(
            description("mine 0.1 Imports: abc (>= 2.0), zz"),
            Source.LOCAL,
            Optional.empty(),
            Optional.of("mine"),
            true);
    GitHubCommit commit =
        new GitHubCommit("api.github.com", "u", "abc", Optional.empty(), "HEAD", "0".repeat(40));
    DescribedPackage remote =
        new DescribedPackage(
            description("abc 2.0.0.9000"),
            Source.GITHUB,
            Optional.of(commit),
            Optional.empty(),
            false);

    assertThat(resolve(new Wanted(List.of(), List.of(), List.of(local, remote), List.of())))
        .extracting(one -> one.name() + " " + one.source() + " " + one.requested())
        .containsExactly("abc GITHUB false", "zz CRAN false", "mine LOCAL true");
  }

  @Test
  void whatTheSpecNamesCountsBeforeWhatRemotesName() throws Exception {
    server.cran("abc 1.2");
    DescribedPackage remote =
        new DescribedPackage(
            description("abc 2.0"), Source.GITHUB, Optional.empty(), Optional.empty(), false);
    List<CranPackage> cran = List.of(new CranPackage("abc", Optional.empty()));

    assertThat(resolve(new Wanted(cran, List.of(), List.of(remote), List.of())))
        .extracting(LockedPackage::source)
        .containsExactly(Source.CRAN);
  }

  @Test
  void theDependenciesOfADescriptionAreWantedWithoutThePackage() throws Exception {
    server.cran("abc 1.2 Imports: zz", "zz 1.0");

    assertThat(
            resolve(
                new Wanted(
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(description("mine 0.1 Imports: abc")))))
        .extracting(one -> one.name() + " " + one.requested())
        .containsExactly("zz false", "abc true");
  }

  @Test
  void packagesThatComeWithRAreThere() throws Exception {
    assertThat(resolve(cran("parallel"))).isEmpty();
  }

  @Test
  void aVersionThatFulfilsEveryoneIsFound() throws Exception {
    server.cran("abc 1.2 Imports: dep", "zz 1.0 Imports: dep (< 2.0)", "dep 2.0", "dep 1.5");

    assertThat(resolve(cran("abc", "zz")).get(0).version()).isEqualTo("1.5");
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<LockedPackage> resolve(Wanted wanted) throws Exception {
    return new Resolver(cache).resolve(wanted, server.repositories(), DAY, PackageServer.BASE);
  }
}
