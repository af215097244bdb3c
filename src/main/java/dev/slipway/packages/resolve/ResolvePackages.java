package dev.slipway.packages.resolve;

import dev.slipway.image.Digest;
import dev.slipway.packages.Base;
import dev.slipway.packages.BaseImages;
import dev.slipway.packages.DescribedPackage;
import dev.slipway.packages.Description;
import dev.slipway.packages.Lock;
import dev.slipway.packages.LockFile;
import dev.slipway.packages.LockedPackage;
import dev.slipway.packages.Repository;
import dev.slipway.packages.Source;
import dev.slipway.packages.SystemLibrary;
import dev.slipway.packages.closure.Resolver;
import dev.slipway.packages.closure.Wanted;
import dev.slipway.packages.github.GitHub;
import dev.slipway.packages.github.GitHubPackage;
import dev.slipway.packages.github.GitHubPackages;
import dev.slipway.packages.repository.Repositories;
import dev.slipway.packages.system.SystemLibraries;
import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import dev.slipway.step.Step;
import dev.slipway.step.StepFailed;
import dev.slipway.step.StepInput;
import java.net.URI;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The step {@code resolve-packages}: a spec becomes the exact list of everything that its image is
 * made of. Nothing is built and no engine is needed; what cannot work is found here.
 *
 * <p>Leaves {@code lock.json} and {@code renv.lock} in the job's folder.
 */
public final class ResolvePackages implements Step {
  private final BaseChoice bases;
  private final GivenLock given;
  private final Repositories repositories;
  private final GitHubPackages gitHub;
  private final Resolver resolver;
  private final SystemLibraries systemLibraries;

  public ResolvePackages(Settings settings, BaseImages bases, GitHub gitHub) {
    this.bases = new BaseChoice(settings.base(), bases);
    this.repositories = new Repositories(settings.cran(), URI.create(settings.bioconductor()));
    this.given = new GivenLock(settings, repositories, gitHub.host());
    this.gitHub = new GitHubPackages(gitHub, settings.allowed());
    this.resolver = new Resolver(settings.cache());
    this.systemLibraries = new SystemLibraries(settings);
  }

  @Override
  public Class<? extends Record> leaves() {
    return Lock.class;
  }

  /**
   * @throws StepFailed as {@link #lock} does; LOCK_NOT_WRITTEN
   */
  @Override
  public Lock run(StepInput input) throws StepFailed, InterruptedException {
    Path given = input.files().resolve(LockFile.NAME);
    Lock lock = lock(input.get(Spec.class), input.files(), given, input::progress);
    LockFile.write(lock, input.folder());
    return lock;
  }

  /**
   * The lock of a spec: the one that came with it when that is for this very spec, else a new one.
   *
   * @param files those that came with the spec; need not be there
   * @param givenLock its lock; need not be there
   * @param progress told what is going on
   * @throws StepFailed as {@link #resolve} does; LOCK_INVALID, LOCK_FOREIGN; LOCK_OUTDATED or
   *     LOCK_MISSING when nothing may be resolved anew
   */
  public Lock lock(Spec spec, Path files, Path givenLock, Consumer<String> progress)
      throws StepFailed, InterruptedException {
    if (spec.dockerfile().isPresent()) {
      return resolve(spec, files, progress);
    }
    Digest request = Request.digest(spec, LocalPackages.of(spec, files));
    Optional<Lock> usable = given.find(request, bases.name(spec), spec, givenLock, progress);
    return usable.isPresent() ? usable.get() : resolve(spec, files, progress);
  }

  /**
   * A new lock of a spec.
   *
   * @param files those that came with the spec; need not be there
   * @param progress told what is going on
   * @throws StepFailed whatever cannot work: an unknown package, a version that there is not, a
   *     base image without R, a repository that does not answer
   */
  public Lock resolve(Spec spec, Path files, Consumer<String> progress)
      throws StepFailed, InterruptedException {
    LocalPackages local = LocalPackages.of(spec, files);
    Digest request = Request.digest(spec, local);
    if (spec.dockerfile().isPresent()) {
      return ownDockerfile(request);
    }
    Lock lock = resolve(spec, local, request, progress);
    progress.accept(
        "locked: R packages %d, system libraries %d"
            .formatted(lock.packages().size(), lock.system().size()));
    return lock;
  }

  private Lock resolve(Spec spec, LocalPackages local, Digest request, Consumer<String> progress)
      throws StepFailed, InterruptedException {
    Base base = bases.of(spec);
    Optional<String> release = Repositories.release(spec.bioconductor(), base.r());
    List<Repository> asked = repositories.at(spec.snapshot(), base, release);
    List<GitHubPackage> fetched = fetch(spec, local);
    List<LockedPackage> packages =
        resolver.resolve(wanted(spec, local, fetched), asked, spec.snapshot(), base);
    List<SystemLibrary> needed =
        systemLibraries.neededBy(
            packages,
            base,
            asked.get(0),
            locked -> local.find(locked.name()).or(() -> find(fetched, locked.name())),
            progress);
    return new Lock(
        Lock.VERSION,
        request,
        Optional.of(base),
        spec.snapshot(),
        release,
        asked,
        packages,
        withSpecs(needed, spec.system()));
  }

  /** What it installs, and on what, is in its own instructions. */
  private static Lock ownDockerfile(Digest request) {
    return new Lock(
        Lock.VERSION,
        request,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of());
  }

  private List<GitHubPackage> fetch(Spec spec, LocalPackages local)
      throws StepFailed, InterruptedException {
    Set<String> elsewhere = new HashSet<>(spec.packages().bioconductor());
    spec.packages().cran().forEach(cran -> elsewhere.add(cran.name()));
    local.toInstall().forEach(own -> elsewhere.add(own.description().name()));
    return gitHub.resolve(
        GitHubPackages.references(spec.packages()), local.descriptions(), elsewhere);
  }

  private static Wanted wanted(Spec spec, LocalPackages local, List<GitHubPackage> fetched) {
    Stream<DescribedPackage> gitHub =
        fetched.stream()
            .map(
                one ->
                    new DescribedPackage(
                        one.description(),
                        Source.GITHUB,
                        Optional.of(one.commit()),
                        Optional.empty(),
                        one.requested()));
    return new Wanted(
        spec.packages().cran(),
        spec.packages().bioconductor(),
        Stream.concat(local.toInstall().stream(), gitHub).toList(),
        local.dependenciesOf());
  }

  private static Optional<Description> find(List<GitHubPackage> fetched, String name) {
    return fetched.stream()
        .map(GitHubPackage::description)
        .filter(description -> description.name().equals(name))
        .findFirst();
  }

  private static List<SystemLibrary> withSpecs(List<SystemLibrary> needed, List<String> named) {
    Set<String> known = needed.stream().map(SystemLibrary::name).collect(Collectors.toSet());
    Stream<SystemLibrary> more =
        named.stream()
            .filter(name -> !known.contains(name))
            .map(name -> new SystemLibrary(name, List.of()));
    return Stream.concat(needed.stream(), more)
        .sorted(Comparator.comparing(SystemLibrary::name))
        .toList();
  }
}
