package dev.slipway.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.packages.Repositories.Repository;
import dev.slipway.spec.Spec.CranPackage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
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
        open.addAll(packageOf(lock, name).dependencies());
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
      assertThat(before).containsAll(one.dependencies());
      before.add(one.name());
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyConstraintHolds(int seed) throws Exception {
    List<LockedPackage> lock = resolve(repository(new Random(seed)));
    PackageIndex index =
        new PackageIndexes(cache)
            .read(server.repositories().get(0), new RepositoryClient(PackageServer.BASE));

    for (LockedPackage one : lock) {
      IndexEntry entry =
          index.find(one.name()).stream()
              .filter(e -> e.description().version().equals(one.version()))
              .findFirst()
              .orElseThrow();
      for (Dependency dependency : entry.description().dependencies()) {
        String version =
            dependency.name().equals("R") ? "4.2.2" : packageOf(lock, dependency.name()).version();
        assertThat(dependency.version().orElseThrow().holdsFor(RVersion.parse(version)))
            .as("%s for %s", dependency, one.name())
            .isTrue();
      }
    }
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

  /** Not in alphabetical order. */
  private static String name(int number) {
    return "p" + Integer.toString(number * 37 % 101 + 100) + "x";
  }
}
