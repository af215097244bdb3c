package dev.slipway.packages.resolve;

import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.packages.Base;
import dev.slipway.packages.GitHubCommit;
import dev.slipway.packages.Lock;
import dev.slipway.packages.LockFile;
import dev.slipway.packages.LockedPackage;
import dev.slipway.packages.RVersion;
import dev.slipway.packages.closure.BasePackages;
import dev.slipway.packages.repository.Repositories;
import dev.slipway.settings.Allowed;
import dev.slipway.settings.Allowed.Refusal;
import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import dev.slipway.spec.Spec.CranPackage;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A lock that came with the spec. */
final class GivenLock {
  private final boolean required;
  private final Allowed allowed;
  private final Repositories repositories;
  private final String gitHubHost;

  GivenLock(Settings settings, Repositories repositories, String gitHubHost) {
    this.required = settings.locked();
    this.allowed = settings.allowed();
    this.repositories = repositories;
    this.gitHubHost = gitHubHost;
  }

  /**
   * The lock, if it is there and answers the request.
   *
   * @param base the image that the spec builds on, as it is named
   * @param spec whose lock it is said to be
   * @throws StepFailed LOCK_INVALID; LOCK_FOREIGN when it names a place that is not the operator's;
   *     NOT_ALLOWED when it names one that the operator does not allow; LOCK_MISSING or
   *     LOCK_OUTDATED when nothing may be resolved anew
   */
  Optional<Lock> find(
      Digest request, ImageReference base, Spec spec, Path file, Consumer<String> progress)
      throws StepFailed {
    Optional<Lock> lock =
        Files.isRegularFile(file) ? Optional.of(LockFile.read(file)) : Optional.empty();
    Optional<Lock> usable = lock.filter(one -> one.request().equals(request));
    if (usable.isPresent()) {
      requireBase(usable.get(), base);
      requireOwnPlaces(usable.get(), spec);
      requireRequested(usable.get(), spec);
      progress.accept("using the lock that came with the spec");
    } else if (required) {
      throw lock.isPresent() ? outdated() : missing();
    } else if (lock.isPresent()) {
      progress.accept("the lock that came with the spec is for another one; resolving anew");
    }
    return usable;
  }

  /** Where packages come from is the operator's choice and never the spec's, so not its lock's. */
  private void requireOwnPlaces(Lock lock, Spec spec) throws StepFailed {
    Base base = lock.base().orElseThrow();
    List<String> own =
        repositories
            .at(spec.snapshot(), base, Repositories.release(spec.bioconductor(), base.r()))
            .stream()
            .map(repository -> repository.url() + "/")
            .toList();
    for (LockedPackage locked : lock.packages()) {
      Optional<String> foreign =
          locked
              .url()
              .filter(url -> own.stream().noneMatch(url::startsWith))
              .or(() -> locked.gitHub().map(GitHubCommit::host).filter(h -> !h.equals(gitHubHost)));
      if (foreign.isPresent()) {
        throw failure(
            "LOCK_FOREIGN",
            "The lock has %s from %s, which is not a repository of this Slipway's configuration."
                .formatted(locked.name(), foreign.get()),
            "Leave the lock out, so that it is made anew, or name that repository in slipway.cran.");
      }
      requireAllowed(locked);
    }
  }

  private void requireAllowed(LockedPackage locked) throws StepFailed {
    Optional<Refusal> refusal =
        locked
            .gitHub()
            .flatMap(
                from -> allowed.gitHub(Optional.empty(), from.user() + "/" + from.repository()));
    if (refusal.isPresent()) {
      throw refusal.get().thrown("The lock's " + locked.name());
    }
  }

  /** The base is pinned at some digest of the image that the spec means, and is no other image. */
  private static void requireBase(Lock lock, ImageReference base) throws StepFailed {
    Optional<ImageReference> locked = lock.base().map(Base::image);
    boolean isIt =
        locked.isPresent()
            && locked.get().repository().equals(base.repository())
            && locked.get().tag().equals(base.tag())
            && (base.digest().isEmpty() || base.digest().equals(locked.get().digest()));
    if (!isIt) {
      throw failure(
          "LOCK_FOREIGN",
          "The lock builds on %s, and the spec means %s."
              .formatted(locked.map(Object::toString).orElse("no image"), base),
          "Leave the lock out, so that it is made anew.");
    }
  }

  /** What the spec names is in it, in the version that the spec names. */
  private static void requireRequested(Lock lock, Spec spec) throws StepFailed {
    Map<String, String> versions =
        lock.packages().stream()
            .collect(Collectors.toMap(LockedPackage::name, LockedPackage::version));
    for (CranPackage cran : spec.packages().cran()) {
      String locked = versions.get(cran.name());
      boolean isIt =
          BasePackages.contains(cran.name())
              || (locked != null && cran.version().map(v -> isSame(v, locked)).orElse(true));
      if (!isIt) {
        throw other("has no " + cran.name() + cran.version().map(v -> " " + v).orElse(""));
      }
    }
    String r = lock.base().map(Base::r).orElse("");
    if (spec.r().filter(asked -> !asked.equals(r)).isPresent()) {
      throw other("is for R " + r);
    }
  }

  private static boolean isSame(String version, String other) {
    return RVersion.parse(version).equals(RVersion.parse(other));
  }

  private static StepFailed other(String what) {
    return failure(
        "LOCK_INVALID",
        "The lock says that it answers this spec, and " + what + ".",
        "Somebody has changed it: leave it out, so that it is made anew.");
  }

  private static StepFailed missing() {
    return failure(
        "LOCK_MISSING",
        "Nothing may be resolved anew, and no lock came with the spec.",
        "Make one: slipway resolve SPEC --save.");
  }

  private static StepFailed outdated() {
    return failure(
        "LOCK_OUTDATED",
        "Nothing may be resolved anew, and the lock is for another spec: the R version, the base, the"
            + " snapshot, the packages or the system libraries have changed since.",
        "Make a new one: slipway resolve SPEC --save.");
  }

  private static StepFailed failure(String code, String message, String hint) {
    return new Failure(Kind.LASTING, code, message, hint).thrown();
  }
}
