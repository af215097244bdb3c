package dev.slipway.spec.document;

import static dev.slipway.spec.document.Problem.Code.LIMIT;
import static java.util.stream.Collectors.toList;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is wrong in one file, as far as it is known: readers and rules add to it.
 *
 * <p>One field at one place has one problem, the first that was added: a broken value should not be
 * reported again by every rule that cannot make sense of it.
 */
public final class Problems {
  private static final int MOST = 500;
  private static final Comparator<Problem> BY_POSITION =
      Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

  private record Place(int line, int column, String field) {}

  private final Set<Problem> all = new LinkedHashSet<>();
  private final Set<Place> taken = new HashSet<>();

  /** Adds the problem, unless its place has one. */
  public void add(Problem problem) {
    if (taken.add(new Place(problem.line(), problem.column(), problem.field()))) {
      all.add(problem);
    }
  }

  /** Adds a problem from its parts. */
  public void add(Problem.Code code, Position at, FieldPath field, String message, String hint) {
    add(new Problem(code, at, field, message, hint));
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  /**
   * All of them from the top of the file to its end; of more than 500 the first, and a problem that
   * says so.
   */
  public List<Problem> sorted() {
    List<Problem> sorted = all.stream().sorted(BY_POSITION).limit(MOST).collect(toList());
    if (all.size() > MOST) {
      String message = "%d problems in all, the first %d are listed".formatted(all.size(), MOST);
      sorted.add(0, new Problem(LIMIT, Position.START, FieldPath.ROOT, message, ""));
    }
    return List.copyOf(sorted);
  }
}
