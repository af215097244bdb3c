package dev.slipway.engine;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/**
 * A context's {@code .dockerignore}: what of it the engine does not get. The docker command applies
 * it, the engine does not.
 *
 * @see <a href="https://docs.docker.com/build/concepts/context/#dockerignore-files">its format</a>
 */
final class IgnoreFile {
  private static final String NAME = ".dockerignore";

  /** These go along whatever the file says, as with the docker command. */
  private static final Set<String> ALWAYS = Set.of("Dockerfile", NAME);

  /**
   * One line.
   *
   * @param matchers any of which is a match
   * @param isException whether it takes back what lines before it say
   */
  private record Line(List<PathMatcher> matchers, boolean isException) {
    boolean matches(Path path) {
      for (Path part = path; part != null; part = part.getParent()) {
        Path one = part;
        if (matchers.stream().anyMatch(matcher -> matcher.matches(one))) {
          return true;
        }
      }
      return false;
    }
  }

  private final List<Line> lines = new ArrayList<>();

  private IgnoreFile() {}

  /**
   * The one in that folder; without one nothing is ignored.
   *
   * @throws IOException when it cannot be read, or a line is no pattern
   */
  static IgnoreFile in(Path folder) throws IOException {
    IgnoreFile file = new IgnoreFile();
    Path path = folder.resolve(NAME);
    if (Files.isRegularFile(path)) {
      for (String line : Files.readAllLines(path)) {
        file.add(line.strip());
      }
    }
    return file;
  }

  private void add(String line) throws IOException {
    boolean isException = line.startsWith("!");
    String pattern = (isException ? line.substring(1) : line).strip();
    pattern = pattern.replaceAll("^(\\./|/)+", "").replaceAll("/+$", "");
    if (pattern.isEmpty() || line.startsWith("#")) {
      return;
    }
    List<PathMatcher> matchers = new ArrayList<>(List.of(matcher(pattern)));
    if (pattern.startsWith("**/")) {
      // Here no folder at all is a folder, too.
      matchers.add(matcher(pattern.substring(3)));
    }
    lines.add(new Line(matchers, isException));
  }

  private static PathMatcher matcher(String pattern) throws IOException {
    try {
      String literal = pattern.replaceAll("[{}]", "\\\\$0");
      return FileSystems.getDefault().getPathMatcher("glob:" + literal);
    } catch (PatternSyntaxException e) {
      throw new IOException(NAME + " has a line that is no pattern: " + pattern, e);
    }
  }

  /**
   * @param path in the context
   */
  boolean ignores(Path path) {
    boolean ignored = false;
    for (Line line : lines) {
      if (line.isException() == ignored && line.matches(path)) {
        ignored = !line.isException();
      }
    }
    return ignored && !ALWAYS.contains(path.toString());
  }
}
