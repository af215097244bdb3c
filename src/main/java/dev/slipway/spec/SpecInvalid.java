package dev.slipway.spec;

import dev.slipway.spec.document.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A spec cannot be accepted. The message has every problem, one a line, as they are printed. */
public final class SpecInvalid extends Exception {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final transient List<Problem> problems;

  public SpecInvalid(String file, List<Problem> problems) {
    super(problems.stream().map(p -> p.print(file)).collect(Collectors.joining("\n")));
    this.file = file;
    this.problems = List.copyOf(problems);
  }

  /** The file's name as it was given. */
  public String file() {
    return file;
  }

  /** Everything that is wrong in the file, from its top to its end. */
  public List<Problem> problems() {
    return problems;
  }
}
