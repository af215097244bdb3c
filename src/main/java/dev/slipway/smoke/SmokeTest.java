package dev.slipway.smoke;

import dev.slipway.engine.Containers;
import dev.slipway.engine.Image;
import dev.slipway.packages.Lock;
import dev.slipway.smoke.Verdict.Check;
import dev.slipway.spec.Spec;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.OptionType;
import dev.slipway.step.Step;
import dev.slipway.step.StepFailed;
import dev.slipway.step.StepInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The step {@code smoke-test}: loads every package of the spec in the image, compares versions,
 * runs the spec's command tests. All checks run, whatever the ones before them said.
 *
 * <p>Options: {@code timeout} of a container ({@code 10m}), its {@code memory} ({@code 2g}), its
 * {@code processes} ({@code 256}), its {@code cpus} ({@code 2}, or all if the engine has fewer).
 *
 * <p>Leaves {@code smoke.log} and {@code sessionInfo.txt} in the job's folder.
 */
public final class SmokeTest implements Step {
  /** What {@code sessionInfo()} printed with every package loaded. */
  private static final String SESSION_INFO = "sessionInfo.txt";

  /** Everything that the checks printed, and how each one went. */
  private static final String LOG = "smoke.log";

  private final Containers containers;

  public SmokeTest(Containers containers) {
    this.containers = containers;
  }

  @Override
  public Map<String, OptionType> options() {
    return Limit.OPTIONS;
  }

  @Override
  public Set<Class<? extends Record>> reads() {
    return Set.of(Lock.class, Image.class);
  }

  @Override
  public Class<? extends Record> leaves() {
    return Verdict.class;
  }

  /**
   * @throws StepFailed with code {@code SMOKE_TEST_FAILED} when a check does not hold, {@code
   *     R_DOES_NOT_START} when the image has no R that runs, {@code SMOKE_TEST_INVALID} when the
   *     spec's tests cannot be read
   */
  @Override
  public Verdict run(StepInput input) throws StepFailed, InterruptedException {
    Expectations expectations = Expectations.of(input.get(Spec.class), input.get(Lock.class));
    TestContainer container =
        new TestContainer(
            containers, input.get(Image.class), Limit.of(input.options()), input.jobId());
    try (SmokeLog log = SmokeLog.create(input.folder().resolve(LOG), input::progress)) {
      log.line("Image %s, %s".formatted(container.image().reference(), container.image().id()));
      Loading loading = new PackageLoading(container, log).load(expectations.packages());
      keepSession(loading, input.folder());
      List<Check> checks = check(expectations, loading, container, log);
      return judge(new Verdict(loading.r(), loading.installed(), checks), log);
    } catch (IOException | UncheckedIOException e) {
      throw new StepFailed(
          new Failure(
              Kind.OPERATOR,
              "FOLDER_NOT_WRITABLE",
              "the results of the tests cannot be written: " + e.getMessage(),
              "Check the disk and the permissions of the work folder."),
          e);
    }
  }

  private static void keepSession(Loading loading, Path folder) throws IOException {
    if (loading.session().isPresent()) {
      Files.writeString(folder.resolve(SESSION_INFO), loading.session().get() + "\n");
    }
  }

  private static List<Check> check(
      Expectations expectations, Loading loading, TestContainer container, SmokeLog log)
      throws StepFailed, InterruptedException {
    List<Check> checks = new ArrayList<>(loading.checks());
    if (!expectations.lock().locked().isEmpty()) {
      checks.add(expectations.lock().check(loading.installed()));
    }
    expectations.versions().forEach(version -> checks.add(version.check(loading)));
    log.line("");
    checks.forEach(log::check);
    for (CommandCheck command : expectations.commands()) {
      Check check = command.run(container, log);
      log.check(check);
      checks.add(check);
    }
    return checks;
  }

  private static Verdict judge(Verdict verdict, SmokeLog log) throws StepFailed {
    List<Check> failed = verdict.checks().stream().filter(check -> !check.passed()).toList();
    log.line("");
    log.line(
        String.format(
            Locale.ROOT, "R %s, %d packages installed", verdict.r(), verdict.packages().size()));
    log.line(
        String.format(
            Locale.ROOT, "%d of %d checks failed", failed.size(), verdict.checks().size()));
    if (!failed.isEmpty()) {
      throw new StepFailed(FailedChecks.failure(failed, verdict.checks().size()), verdict);
    }
    return verdict;
  }
}
