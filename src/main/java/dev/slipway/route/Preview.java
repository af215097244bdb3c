package dev.slipway.route;

import dev.slipway.packages.BaseImages;
import dev.slipway.packages.Lock;
import dev.slipway.packages.github.GitHub;
import dev.slipway.packages.resolve.ResolvePackages;
import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import dev.slipway.step.StepFailed;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Registry;

/** What a job would do first, with no route started and no engine touched. */
public final class Preview {
  private Preview() {}

  /**
   * The lock of a spec: its own when it has one that fits, else a new one.
   *
   * @param files those that came with the spec; need not be there
   * @param givenLock its lock; need not be there
   * @param progress told what is going on
   * @throws StepFailed when it cannot be resolved
   */
  public static Lock lock(
      Settings settings, Spec spec, Path files, Path givenLock, Consumer<String> progress)
      throws StepFailed, InterruptedException {
    return with(settings, step -> step.lock(spec, files, givenLock, progress));
  }

  /**
   * A new lock of a spec.
   *
   * @param files those that came with the spec; need not be there
   * @param progress told what is going on
   * @throws StepFailed when it cannot be resolved
   */
  public static Lock resolve(Settings settings, Spec spec, Path files, Consumer<String> progress)
      throws StepFailed, InterruptedException {
    return with(settings, step -> step.resolve(spec, files, progress));
  }

  private interface Resolving {
    Lock by(ResolvePackages step) throws StepFailed, InterruptedException;
  }

  private static Lock with(Settings settings, Resolving resolving)
      throws StepFailed, InterruptedException {
    CamelContext context = new DefaultCamelContext();
    try {
      context.start();
      Parts.bind(context, settings);
      Registry parts = context.getRegistry();
      return resolving.by(
          new ResolvePackages(
              settings,
              parts.findSingleByType(BaseImages.class),
              parts.findSingleByType(GitHub.class)));
    } finally {
      context.stop();
    }
  }
}
