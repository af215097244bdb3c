package dev.slipway.route;

import dev.slipway.dockerfile.BaseDigests;
import dev.slipway.dockerfile.RenderDockerfile;
import dev.slipway.packages.GitHub;
import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import dev.slipway.step.StepFailed;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** What a job would do, with no route started and no folder touched. */
public final class Preview {
  private Preview() {}

  /**
   * The Dockerfile of a spec.
   *
   * @throws StepFailed when it cannot be rendered
   */
  public static String dockerfile(Settings settings, Spec spec)
      throws StepFailed, InterruptedException {
    CamelContext context = new DefaultCamelContext();
    try {
      context.start();
      Parts.bind(context, settings);
      GitHub gitHub = context.getRegistry().findSingleByType(GitHub.class);
      BaseDigests baseDigests = context.getRegistry().findSingleByType(BaseDigests.class);
      return new RenderDockerfile(settings, gitHub, baseDigests).text(spec);
    } finally {
      context.stop();
    }
  }
}
