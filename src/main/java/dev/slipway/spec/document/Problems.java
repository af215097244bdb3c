package dev.slipway.spec.document;

import static dev.slipway.spec.document.Problem.Code.LIMIT;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is wrong in one file, as far as it is known: readers and rules add to it.
 *
 * <p>One field at one place has one problem, the first that was added: a broken value should not be
 * reported again by every rule that cannot make sense of it.
 */
public final class Problems {
  private static final int MOST = 500;

  /** By place in the file; at one place, by the order in which they were found. */
  private record Order(int line, int column, int found) implements Comparable<Order> {
    private static final Comparator<Order> BY_PLACE =
        Comparator.comparingInt(Order::line)
            .thenComparingInt(Order::column)
            .thenComparingInt(Order::found);

    @Override
    public int compareTo(Order other) {
      return BY_PLACE.compare(this, other);
    }
  }

  private record Place(int line, int column, String field) {
    static Place of(Problem problem) {
      return new Place(problem.line(), problem.column(), problem.field());
    }
  }

  private final TreeMap<Order, Problem> first = new TreeMap<>();
  private final Set<Place> taken = new HashSet<>();
  private int found;
  private boolean isCut;

  /** Adds the problem, unless its place has one. */
  public void add(Problem problem) {
    if (isListed(problem.line(), problem.column()) && taken.add(Place.of(problem))) {
      first.put(new Order(problem.line(), problem.column(), found), problem);
      found++;
      if (first.size() > MOST) {
        isCut = true;
        taken.remove(Place.of(first.pollLastEntry().getValue()));
      }
    }
  }

  /** Adds a problem from its parts. */
  public void add(Problem.Code code, Position at, FieldPath field, String message, String hint) {
    if (isListed(at.line(), at.column())) {
      add(new Problem(code, at, field, message, hint));
    }
  }

  /** Of the millions that a hostile file may have, only the first are kept. */
  private boolean isListed(int line, int column) {
    boolean isListed =
        first.size() < MOST || new Order(line, column, found).compareTo(first.lastKey()) < 0;
    if (!isListed) {
      isCut = true;
    }
    return isListed;
  }

  public boolean isEmpty() {
    return first.isEmpty();
  }

  /**
   * All of them from the top of the file to its end; of more than 500 the first, and a problem that
   * says so.
   */
  public List<Problem> sorted() {
    List<Problem> sorted = new ArrayList<>(first.values());
    if (isCut) {
      String message = "more than %d problems, the first %d are listed".formatted(MOST, MOST);
      sorted.add(0, new Problem(LIMIT, Position.START, FieldPath.ROOT, message, ""));
    }
    return List.copyOf(sorted);
  }
}
