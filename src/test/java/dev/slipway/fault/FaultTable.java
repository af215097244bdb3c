package dev.slipway.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives every test with a {@link Fault} a {@link Seen}, and prints the table of all faults when the
 * last test of the run has ended; it is in {@code target/faults.txt} too.
 */
final class FaultTable implements ParameterResolver, AfterTestExecutionCallback {
  private static final Path FILE = Path.of("target/faults.txt");
  private static final Namespace SPACE = Namespace.create(FaultTable.class);
  private static final int LONGEST = 300;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType().equals(Seen.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return seen(test);
  }

  @Override
  public void afterTestExecution(ExtensionContext test) {
    Fault fault = test.getRequiredTestMethod().getAnnotation(Fault.class);
    if (fault != null) {
      rows(test).add(fault, seen(test).toString(), test.getExecutionException());
    }
  }

  private static Seen seen(ExtensionContext test) {
    return test.getStore(SPACE).getOrComputeIfAbsent(Seen.class);
  }

  private static Rows rows(ExtensionContext test) {
    return test.getRoot().getStore(SPACE).getOrComputeIfAbsent(Rows.class);
  }

  /** Closed by JUnit when all tests of the process have run. */
  static final class Rows implements AutoCloseable {
    private final List<String> rows = new CopyOnWriteArrayList<>();

    private void add(Fault fault, String seen, Optional<Throwable> thrown) {
      String outcome = thrown.map(e -> "NOT AS EXPECTED: " + line(e.toString()) + " | ").orElse("");
      rows.add(
          "%-62s | %-62s | %s".formatted(fault.value(), fault.expected(), outcome + line(seen)));
    }

    private static String line(String text) {
      String one = text.replaceAll("\\s+", " ").strip();
      return one.length() > LONGEST ? one.substring(0, LONGEST) + " …" : one;
    }

    @Override
    public void close() throws IOException {
      String head = "%-62s | %-62s | %s".formatted("fault", "expected", "seen");
      String table = head + "\n" + String.join("\n", rows) + "\n" + rows.size() + " faults" + "\n";
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, table);
      System.out.println(table);
    }
  }
}
