package dev.slipway.packages.closure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.packages.Dependency;
import dev.slipway.packages.Description;
import dev.slipway.packages.LockedPackage;
import dev.slipway.packages.RVersion;
import dev.slipway.packages.Repository;
import dev.slipway.packages.repository.IndexEntry;
import dev.slipway.packages.repository.PackageIndexes;
import dev.slipway.packages.repository.PackageServer;
import dev.slipway.packages.repository.RepositoryClient;
import dev.slipway.spec.Spec.CranPackage;
import dev.slipway.step.StepFailed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every repository; each seed makes one. */
class ResolverPropertiesTest {
  private static final int PACKAGES = 60;

  private final PackageServer server = new PackageServer();
  @TempDir private Path cache;

  @AfterEach
  void stop() {
    server.close();
  }

  static List<Integer> seeds() {
    return new Random(20240613).ints(8).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theClosureIsClosedAndHoldsNothingElse(int seed) throws Exception {
    List<CranPackage> wanted = repository(new Random(seed));
    List<LockedPackage> lock = resolve(wanted);

    Set<String> reached = new HashSet<>();
    List<String> open = new ArrayList<>(wanted.stream().map(CranPackage::name).toList());
    while (!open.isEmpty()) {
      String name = open.remove(0);
      if (reached.add(name)) {
        open.addAll(needs(packageOf(lock, name)));
      }
    }
    assertThat(lock)
        .extracting(LockedPackage::name)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(reached);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyPackageComesAfterAllThatItNeeds(int seed) throws Exception {
    Set<String> before = new HashSet<>();
    for (LockedPackage one : resolve(repository(new Random(seed)))) {
      assertThat(before).containsAll(needs(one));
      before.add(one.name());
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyConstraintHolds(int seed) throws Exception {
    List<LockedPackage> lock = resolve(repository(new Random(seed)));
    requireEveryConstraint(lock);
  }

  /** What of it is refused is not the matter here, only that nothing broken is let through. */
  @Test
  void whatBreaksAConstraintIsAConflictAndNoLock() throws Exception {
    int locks = 0;
    int conflicts = 0;
    for (int seed = 0; seed < 40; seed++) {
      List<CranPackage> wanted = contestedRepository(new Random(seed));
      try {
        requireEveryConstraint(resolve(wanted));
        locks++;
      } catch (StepFailed e) {
        assertThat(e.failure().code()).isEqualTo("PACKAGE_CONFLICT");
        conflicts++;
      }
    }
    assertThat(locks).as("locks").isGreaterThan(5);
    assertThat(conflicts).as("conflicts").isGreaterThan(5);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theSameRequestGetsTheSameLock(int seed) throws Exception {
    List<CranPackage> wanted = repository(new Random(seed));
    List<CranPackage> reversed = new ArrayList<>(wanted);
    Collections.reverse(reversed);

    assertThat(resolve(reversed)).isEqualTo(resolve(wanted));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void resolvingTheVersionsOfALockIsTheIdentity(int seed) throws Exception {
    List<LockedPackage> lock = resolve(repository(new Random(seed)));
    List<CranPackage> pins =
        lock.stream().map(one -> new CranPackage(one.name(), Optional.of(one.version()))).toList();

    assertThat(resolve(pins))
        .extracting(LockedPackage::name, LockedPackage::version, LockedPackage::url)
        .containsExactlyElementsOf(
            lock.stream().map(one -> tuple(one.name(), one.version(), one.url())).toList());
  }

  /** The lock stays right when the repository has moved on and has the versions in its archive. */
  @ParameterizedTest
  @MethodSource("seeds")
  void theVersionsOfALockAreFoundInTheArchiveLater(int seed) throws Exception {
    List<LockedPackage> lock = resolve(repository(new Random(seed)));
    List<CranPackage> pins = new ArrayList<>();
    List<String> newer = new ArrayList<>();
    for (LockedPackage one : lock) {
      pins.add(new CranPackage(one.name(), Optional.of(one.version())));
      newer.add(one.name() + " 99.0");
      String needs = String.join(", ", one.dependencies());
      server.archived(
          "%1$s/%1$s_%2$s.tar.gz".formatted(one.name(), one.version()),
          one.name() + " " + one.version() + (needs.isEmpty() ? "" : " Imports: " + needs));
    }
    server.cran(newer.toArray(String[]::new));

    assertThat(resolve(pins))
        .extracting(LockedPackage::name, LockedPackage::version)
        .containsExactlyElementsOf(
            lock.stream().map(one -> tuple(one.name(), one.version())).toList());
  }

  private void requireEveryConstraint(List<LockedPackage> lock) throws Exception {
    for (LockedPackage one : lock) {
      for (Dependency dependency : description(one).dependencies()) {
        String version =
            dependency.name().equals("R") ? "4.2.2" : packageOf(lock, dependency.name()).version();
        assertThat(dependency.version().orElseThrow().holdsFor(RVersion.parse(version)))
            .as("%s for %s", dependency, one.name())
            .isTrue();
      }
    }
  }

  /** What the record of the package asks for; the lock's own word for it is what is in doubt. */
  private List<String> needs(LockedPackage one) throws Exception {
    return description(one).dependencies().stream()
        .map(Dependency::name)
        .filter(name -> !name.equals("R"))
        .distinct()
        .toList();
  }

  private Description description(LockedPackage one) throws Exception {
    return new PackageIndexes(cache)
            .read(server.repositories().get(0), new RepositoryClient(PackageServer.BASE))
            .find(one.name())
            .stream()
            .map(IndexEntry::description)
            .filter(description -> description.version().equals(one.version()))
            .findFirst()
            .orElseThrow();
  }

  private static LockedPackage packageOf(List<LockedPackage> lock, String name) {
    return lock.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  private List<LockedPackage> resolve(List<CranPackage> wanted) throws Exception {
    List<Repository> repositories = server.repositories();
    return new Resolver(cache)
        .resolve(
            new Wanted(wanted, List.of(), List.of(), List.of()),
            repositories,
            Optional.empty(),
            PackageServer.BASE);
  }

  /** Packages that need such of lower numbers, in versions that are there; and some of them. */
  private List<CranPackage> repository(Random random) {
    List<String> records = new ArrayList<>();
    for (int number = 0; number < PACKAGES; number++) {
      List<String> needs = new ArrayList<>(List.of("R (>= 3." + random.nextInt(9) + ")"));
      for (int i = random.nextInt(4); i > 0 && number > 0; i--) {
        needs.add(name(random.nextInt(number)) + " (>= 1." + random.nextInt(3) + ")");
      }
      String name = name(number);
      records.add(name + " 1." + (2 + random.nextInt(9)) + " Depends: " + String.join(", ", needs));
      if (random.nextBoolean()) {
        records.add(name + " 2.0 Depends: R (>= 4.3)");
      }
    }
    server.cran(records.toArray(String[]::new));
    return random
        .ints(5, 0, PACKAGES)
        .distinct()
        .mapToObj(number -> new CranPackage(name(number), Optional.empty()))
        .toList();
  }

  /** Packages in several versions each, whose constraints not every version fulfils, if any. */
  private List<CranPackage> contestedRepository(Random random) {
    List<String> records = new ArrayList<>();
    for (int number = 0; number < PACKAGES; number++) {
      for (int version = 2 + random.nextInt(2); version < 9; version += 2 + random.nextInt(3)) {
        List<String> needs = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0 && number > 0; i--) {
          String comparison = random.nextInt(3) == 0 ? " (<= 1." : " (>= 1.";
          int bound = comparison.contains("<") ? 4 + random.nextInt(6) : random.nextInt(7);
          needs.add(name(random.nextInt(number)) + comparison + bound + ")");
        }
        String field = List.of("Depends", "Imports", "LinkingTo").get(random.nextInt(3));
        String fields = needs.isEmpty() ? "" : " " + field + ": " + String.join(", ", needs);
        records.add(name(number) + " 1." + version + fields);
      }
    }
    server.cran(records.toArray(String[]::new));
    return random
        .ints(6, 0, PACKAGES)
        .distinct()
        .mapToObj(number -> new CranPackage(name(number), Optional.empty()))
        .toList();
  }

  /** Not in alphabetical order. */
  private static String name(int number) {
    return "p" + Integer.toString(number * 37 % 101 + 100) + "x";
  }
}
