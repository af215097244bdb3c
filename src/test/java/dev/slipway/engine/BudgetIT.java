package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.engine.Budget.Freed;
import dev.slipway.sandbox.Docker;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What can be tried on an engine that others use: nothing but the test's own images may go. */
class BudgetIT {
  private static final String MOST = "999999";

  @RegisterExtension final RealEngine real = new RealEngine();

  @TempDir Path folder;

  @Test
  void withinTheBudgetEverythingStays() throws Exception {
    assertThat(budget().keep()).isEqualTo(new Freed(0, 0));
  }

  @Test
  void pushedImageGoesWithAllItsNames() throws Exception {
    ListedImage image = pushed();

    assertThat(Budget.mayGo(image)).isTrue();
    assertThat(budget().remove(image)).isTrue();
    assertThat(real.operations().image(image.id())).isEmpty();
  }

  @Test
  void imageThatAJobHasTakenUpMeanwhileStays() throws Exception {
    ListedImage image = pushed();
    Docker.run("tag", image.id(), new Hold(RealEngine.WORKER).name(TestInput.JOB).toString());

    assertThat(budget().remove(image)).isFalse();
    assertThat(real.operations().image(image.id())).isPresent();
  }

  @Test
  void timeOfThePushCounts() throws Exception {
    ListedImage image = pushed();
    ListedImage old = new ListedImage(image.id(), image.names(), image.digests(), 0);

    assertThat(budget().used(old).getEpochSecond()).isGreaterThanOrEqualTo(image.created());
  }

  private Budget budget() throws Exception {
    Settings settings =
        new Settings(folder, Map.of(Key.KEEP_IMAGES, MOST, Key.KEEP_CACHE, MOST + "g"));
    RegistryClient registries = new RegistryClient(new DockerCredentials(), real.calls());
    return new Budget(real.engine(), real.calls(), registries, settings);
  }

  /** An image of two names in one repository, which was pushed to it. */
  private ListedImage pushed() throws Exception {
    String repository = RealEngine.REGISTRY + "/engine-it/budget";
    String name = real.forgotten(repository + ":" + System.nanoTime());
    String other = real.forgotten(repository + ":" + System.nanoTime());
    String container = Docker.run("create", RealEngine.BASE, "true").strip();
    String id = Docker.run("commit", "--change", "LABEL dev.slipway=true", container, name).strip();
    Docker.run("rm", container);
    Docker.run("tag", name, other);
    Docker.run("push", name);
    Docker.run("push", other);
    real.forgottenContent(id);
    List<ListedImage> found =
        real
            .engine()
            .client()
            .listImagesCmd()
            .withLabelFilter(Map.of(Labels.OURS, "true"))
            .exec()
            .stream()
            .map(ListedImage::of)
            .filter(image -> image.id().equals(id))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }
}
