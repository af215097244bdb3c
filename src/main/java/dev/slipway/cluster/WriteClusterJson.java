package dev.slipway.cluster;

import dev.slipway.engine.Pushed;
import dev.slipway.image.ImageReference;
import dev.slipway.spec.Spec;
import dev.slipway.spec.Spec.ClusterSection;
import dev.slipway.spec.Spec.ClusterSection.Form;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.Step;
import dev.slipway.step.StepFailed;
import dev.slipway.step.StepInput;
import java.util.Map;
import java.util.Set;

/**
 * The step {@code write-cluster-json}: doAzureParallel's {@code cluster.json} that points at the
 * pushed image. Its record is the file's content; the route writes it.
 */
public final class WriteClusterJson implements Step {
  @Override
  public Set<Class<? extends Record>> reads() {
    return Set.of(Pushed.class);
  }

  @Override
  public Class<? extends Record> leaves() {
    return ClusterContent.class;
  }

  /**
   * @throws StepFailed with code {@code CLUSTER_INVALID} when a field breaks one of
   *     doAzureParallel's rules
   */
  @Override
  public ClusterContent run(StepInput input) throws StepFailed {
    Spec spec = input.get(Spec.class);
    ImageReference image = input.get(Pushed.class).image();
    ClusterSection section = spec.cluster().orElse(new ClusterSection(Map.of()));
    try {
      ClusterContent content =
          section.form() == Form.SECTION
              ? ClusterFields.toJson(new Fields("cluster", section.fields()), spec.name(), image)
                  .content()
              : OwnClusterFile.toContent(section, image);
      input.progress("cluster.json points at " + ClusterJson.tagged(image));
      return content;
    } catch (IllegalArgumentException e) {
      throw new StepFailed(
          new Failure(
              Kind.LASTING,
              "CLUSTER_INVALID",
              "cluster.json would not be valid: " + e.getMessage(),
              "Correct it under `cluster`."),
          e);
    }
  }
}
