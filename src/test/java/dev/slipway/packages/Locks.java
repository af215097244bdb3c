package dev.slipway.packages;

import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Locks for tests: R 4.2.2 on bookworm alone, and what is added to it. */
public final class Locks {
  public static final Digest DIGEST = new Digest("sha256:" + "0123456789abcdef".repeat(4));
  public static final String SHA = "0123456789abcdef0123456789abcdef01234567";
  public static final String REPOSITORY = "https://packages.example/cran/2024-06-13";

  private final List<LockedPackage> packages = new ArrayList<>();
  private final List<SystemLibrary> system = new ArrayList<>();
  private String r = "4.2.2";
  private ImageReference base = ImageReference.parse("rocker/r-ver:4.2.2").withDigest(DIGEST);

  /** R and nothing else. */
  public static Lock plain() {
    return new Locks().lock();
  }

  public Locks on(String image) {
    base = ImageReference.parse(image);
    return this;
  }

  public Locks r(String version) {
    r = version;
    return this;
  }

  /** A package of CRAN that the spec names. */
  public Locks cran(String name, String version, String... dependencies) {
    return add(name, version, Source.CRAN, true, dependencies);
  }

  /** A package of CRAN that another needs. */
  public Locks dependency(String name, String version, String... dependencies) {
    return add(name, version, Source.CRAN, false, dependencies);
  }

  public Locks bioconductor(String name, String version, String... dependencies) {
    return add(name, version, Source.BIOCONDUCTOR, true, dependencies);
  }

  public Locks gitHub(String name, String version, GitHubCommit commit, String... dependencies) {
    packages.add(
        new LockedPackage(
            name,
            version,
            Source.GITHUB,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(commit),
            Optional.empty(),
            List.of(dependencies),
            true));
    return this;
  }

  public Locks local(String name, String version, String path, String... dependencies) {
    packages.add(
        new LockedPackage(
            name,
            version,
            Source.LOCAL,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(path),
            List.of(dependencies),
            true));
    return this;
  }

  public Locks system(String name, String... neededBy) {
    system.add(new SystemLibrary(name, List.of(neededBy)));
    return this;
  }

  public Lock lock() {
    return new Lock(
        Lock.VERSION,
        DIGEST,
        Optional.of(new Base(base, r, "amd64", new Distribution("debian", "12", "bookworm"))),
        Optional.of("2024-06-13"),
        Optional.of("3.16"),
        List.of(new Repository("CRAN", REPOSITORY)),
        packages,
        system);
  }

  private Locks add(
      String name, String version, Source source, boolean requested, String... dependencies) {
    packages.add(
        new LockedPackage(
            name,
            version,
            source,
            Optional.of("CRAN"),
            Optional.of(REPOSITORY + "/src/contrib/" + name + "_" + version + ".tar.gz"),
            Optional.of("0123456789abcdef0123456789abcdef"),
            Optional.empty(),
            Optional.empty(),
            List.of(dependencies),
            requested));
    return this;
  }
}
