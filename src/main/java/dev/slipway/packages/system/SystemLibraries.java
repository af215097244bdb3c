package dev.slipway.packages.system;

import dev.slipway.packages.Base;
import dev.slipway.packages.Description;
import dev.slipway.packages.Distribution;
import dev.slipway.packages.LockedPackage;
import dev.slipway.packages.Repository;
import dev.slipway.packages.SystemLibrary;
import dev.slipway.packages.repository.ArchiveDescriptions;
import dev.slipway.packages.repository.RepositoryClient;
import dev.slipway.settings.Settings;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The apt packages that R packages need to be compiled and to be loaded. The operator's rules say
 * it where there are any; else the repository, when it is a Package Manager, of its own packages,
 * and our own table of all others.
 */
public final class SystemLibraries {
  private static final Set<String> SUPPORTED = Set.of("debian", "ubuntu");

  private final Optional<Path> rules;
  private final ArchiveDescriptions archiveDescriptions;
  private final LibraryTable table = LibraryTable.shipped();
  private final PackageManagerApi api = new PackageManagerApi();

  public SystemLibraries(Settings settings) {
    this.rules = settings.systemRequirements();
    this.archiveDescriptions = new ArchiveDescriptions(settings.cache());
  }

  /**
   * What the packages need, sorted by apt package.
   *
   * @param closure every R package that the image will hold beyond R's own
   * @param base the image that the apt packages are for
   * @param cran the repository that is asked of its own packages
   * @param known the DESCRIPTION of a package that has no URL, as those of GitHub
   * @param progress told what is left out
   * @throws StepFailed DISTRIBUTION_UNSUPPORTED when a package needs something and the base has no
   *     apt, SYSTEM_REQUIREMENTS_INVALID when the operator's rules cannot be read, and what a
   *     repository's fault is
   */
  public List<SystemLibrary> neededBy(
      List<LockedPackage> closure,
      Base base,
      Repository cran,
      Function<LockedPackage, Optional<Description>> known,
      Consumer<String> progress)
      throws StepFailed, InterruptedException {
    Distribution distribution = base.distribution();
    if (!SUPPORTED.contains(distribution.id())) {
      requireNoNeed(closure, distribution);
      return List.of();
    }
    RepositoryClient client = new RepositoryClient(base);
    Map<String, Set<String>> needs =
        rules.isPresent()
            ? byRules(rules.get(), descriptions(closure, known, client), distribution, progress)
            : byRepository(closure, distribution, cran, client, progress);
    return byApt(needs);
  }

  private void requireNoNeed(List<LockedPackage> closure, Distribution distribution)
      throws StepFailed {
    List<String> needy =
        closure.stream().map(LockedPackage::name).filter(table.packages()::contains).toList();
    if (!needy.isEmpty()) {
      throw new Failure(
              Kind.LASTING,
              "DISTRIBUTION_UNSUPPORTED",
              "The base image is "
                  + distribution
                  + ", and Slipway can install system libraries only on Debian and Ubuntu; they are"
                  + " needed by "
                  + String.join(", ", needy)
                  + ".",
              "Name a base image of Debian or Ubuntu.")
          .thrown();
    }
  }

  private Map<String, Description> descriptions(
      List<LockedPackage> closure,
      Function<LockedPackage, Optional<Description>> known,
      RepositoryClient client)
      throws StepFailed, InterruptedException {
    Map<String, Description> all = new TreeMap<>();
    Map<String, URI> archives = new LinkedHashMap<>();
    for (LockedPackage one : closure) {
      if (one.url().isPresent()) {
        archives.put(one.name(), URI.create(one.url().get()));
      } else {
        known.apply(one).ifPresent(description -> all.put(one.name(), description));
      }
    }
    all.putAll(archiveDescriptions.readAll(archives, client));
    return all;
  }

  private static Map<String, Set<String>> byRules(
      Path folder,
      Map<String, Description> descriptions,
      Distribution distribution,
      Consumer<String> progress)
      throws StepFailed {
    RequirementRules rules = RequirementRules.read(folder);
    Map<String, Set<String>> needs = new TreeMap<>();
    descriptions.forEach(
        (name, description) ->
            description
                .systemRequirements()
                .map(text -> rules.meaning(text, distribution))
                .ifPresent(
                    meaning -> {
                      needs.put(name, meaning.apt());
                      meaning.commandsOf().forEach(file -> progress.accept(leftOut(name, file)));
                    }));
    return needs;
  }

  private static String leftOut(String name, String file) {
    return name + ": the shell commands in the rules' " + file + " are left out";
  }

  private Map<String, Set<String>> byRepository(
      List<LockedPackage> closure,
      Distribution distribution,
      Repository cran,
      RepositoryClient client,
      Consumer<String> progress)
      throws StepFailed, InterruptedException {
    List<String> its =
        closure.stream()
            .filter(one -> one.repository().filter(cran.name()::equals).isPresent())
            .map(LockedPackage::name)
            .toList();
    Optional<Map<String, Set<String>>> said =
        its.isEmpty()
            ? Optional.empty()
            : api.neededBy(its, distribution, cran.url(), client, progress);
    Map<String, Set<String>> needs = new TreeMap<>(said.orElse(Map.of()));
    List<String> others = new ArrayList<>(closure.stream().map(LockedPackage::name).toList());
    said.ifPresent(ignored -> others.removeAll(Set.copyOf(its)));
    for (String name : others) {
      needs.put(name, new TreeSet<>(table.neededBy(name, distribution)));
    }
    return needs;
  }

  private static List<SystemLibrary> byApt(Map<String, Set<String>> needs) {
    Map<String, Set<String>> users = new TreeMap<>();
    needs.forEach(
        (name, apt) ->
            apt.forEach(one -> users.computeIfAbsent(one, a -> new TreeSet<>()).add(name)));
    return users.entrySet().stream()
        .map(entry -> new SystemLibrary(entry.getKey(), List.copyOf(entry.getValue())))
        .toList();
  }
}
