package dev.slipway.cli;

import dev.slipway.packages.Lock;
import dev.slipway.packages.LockedPackage;
import dev.slipway.packages.SystemLibrary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A lock for people: a line for each package, and why it is there. */
final class LockTable {
  private static final String SPEC = "the spec";

  private final List<List<String>> rows = new ArrayList<>();
  private final Lock lock;

  private LockTable(Lock lock) {
    this.lock = lock;
  }

  static String of(Lock lock) {
    return new LockTable(lock).text();
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    lock.base()
        .ifPresent(
            base ->
                text.append("base  %s%n".formatted(base.image()))
                    .append("      R %s on %s%n".formatted(base.r(), base.distribution())));
    lock.packages().stream()
        .sorted(Comparator.comparing(LockedPackage::name))
        .forEach(locked -> rows.add(row(locked)));
    lock.system().forEach(library -> rows.add(row(library)));
    return text.append(Columns.aligned(rows)).toString();
  }

  private List<String> row(LockedPackage locked) {
    List<String> users = new ArrayList<>();
    if (locked.requested()) {
      users.add(SPEC);
    }
    lock.packages().stream()
        .filter(other -> other.dependencies().contains(locked.name()))
        .map(LockedPackage::name)
        .sorted()
        .forEach(users::add);
    String source =
        locked
            .gitHub()
            .map(commit -> commit.sha().substring(0, 7))
            .orElseGet(() -> locked.repository().orElse("local"));
    return List.of(locked.name(), locked.version(), source, because(users));
  }

  private static List<String> row(SystemLibrary library) {
    return List.of(
        library.name(),
        "",
        "apt",
        because(library.neededBy().isEmpty() ? List.of(SPEC) : library.neededBy()));
  }

  private static String because(List<String> users) {
    return "<- " + String.join(", ", users);
  }
}
