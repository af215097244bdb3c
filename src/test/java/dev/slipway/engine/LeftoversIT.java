package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.HostConfig;
import dev.slipway.image.ImageReference;
import dev.slipway.sandbox.Docker;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LeftoversIT {
  private static final Worker OTHER = Worker.create();
  private static final String OTHER_JOB = "engine-20260102-030406-0b0b";

  @RegisterExtension final RealEngine real = new RealEngine();

  @TempDir Path folder;
  private final List<String> containers = new ArrayList<>();
  private final List<String> holds = new ArrayList<>();

  @AfterEach
  void removeEverything() throws Exception {
    containers.forEach(real.operations()::remove);
    holds.forEach(real.operations()::removeImage);
  }

  @Test
  void endOfAJobRemovesItsContainersItsHoldAndNothingElse() throws Exception {
    String own = container(RealEngine.WORKER, TestInput.JOB);
    String otherJobs = container(RealEngine.WORKER, OTHER_JOB);
    String otherWorkers = container(OTHER, TestInput.JOB);
    String hold = hold(RealEngine.WORKER, TestInput.JOB);
    String otherHold = hold(RealEngine.WORKER, OTHER_JOB);
    String othersHold = hold(OTHER, TestInput.JOB);

    leftovers(RealEngine.WORKER).endOf(TestInput.JOB);

    assertThat(containersLeft())
        .containsExactlyInAnyOrder(otherJobs, otherWorkers)
        .doesNotContain(own);
    assertThat(holdsLeft()).containsExactlyInAnyOrder(otherHold, othersHold).doesNotContain(hold);
    assertThat(real.operations().image(RealEngine.BASE)).isPresent();
  }

  @Test
  void startRemovesWhatThisWorkerLeftExceptHoldsOfUnfinishedJobs() throws Exception {
    container(RealEngine.WORKER, TestInput.JOB);
    container(RealEngine.WORKER, OTHER_JOB);
    String otherWorkers = container(OTHER, TestInput.JOB);
    String nobodys = container(Map.of());
    String unfinished = image(RealEngine.WORKER, TestInput.JOB);
    image(RealEngine.WORKER, OTHER_JOB);
    String othersHold = image(OTHER, OTHER_JOB);

    leftovers(RealEngine.WORKER).atStart(Set.of(TestInput.JOB));

    assertThat(containersLeft()).containsExactlyInAnyOrder(otherWorkers, nobodys);
    assertThat(holdsLeft()).containsExactlyInAnyOrder(unfinished, othersHold);
  }

  @Test
  void imageWithoutANameIsRemovedAndAHeldOneIsNot() throws Exception {
    Image first = build(RealEngine.WORKER, TestInput.JOB);
    Image second = build(OTHER, OTHER_JOB);

    leftovers(RealEngine.WORKER).endOf(OTHER_JOB);

    assertThat(second.reference()).isEqualTo(first.reference());
    assertThat(real.operations().image(first.id())).as("held by its job").isPresent();

    leftovers(RealEngine.WORKER).endOf(TestInput.JOB);

    assertThat(real.operations().image(first.id())).isEmpty();
    assertThat(real.operations().image(second.id())).isPresent();
  }

  @Test
  void imageOfAnotherJobCanBeHeldAsLongAsItIsThere() throws Exception {
    Image image = build(RealEngine.WORKER, TestInput.JOB);
    Leftovers leftovers = leftovers(RealEngine.WORKER);

    assertThat(leftovers.hold(OTHER_JOB, image)).isTrue();
    holds.add(new Hold(RealEngine.WORKER).name(OTHER_JOB).toString());
    leftovers.endOf(TestInput.JOB);
    Docker.run("rmi", image.reference().toString());
    leftovers.endOf(TestInput.JOB);

    assertThat(real.operations().image(image.id())).isPresent();
    leftovers.endOf(OTHER_JOB);
    assertThat(leftovers.hold(OTHER_JOB, image)).isFalse();
  }

  @Test
  void containerThatRunsIsRemovedToo() throws Exception {
    String container = container(RealEngine.WORKER, TestInput.JOB);
    real.operations().start(container);

    assertThat(leftovers(RealEngine.WORKER).remove(TestInput.JOB)).isEqualTo(1);
    assertThat(containersLeft()).isEmpty();
  }

  private Leftovers leftovers(Worker worker) {
    return new Leftovers(real.engine(), real.calls(), worker);
  }

  private String container(Worker worker, String job) {
    return container(Labels.of(worker, job));
  }

  private String container(Map<String, String> labels) {
    String id =
        real.engine()
            .client()
            .createContainerCmd(RealEngine.BASE)
            .withLabels(labels)
            .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none"))
            .withCmd("sleep", "3004")
            .exec()
            .getId();
    containers.add(id);
    return id;
  }

  private List<String> containersLeft() {
    return containers.stream().filter(id -> exists(id)).toList();
  }

  private boolean exists(String container) {
    return real.engine().client().listContainersCmd().withShowAll(true).exec().stream()
        .anyMatch(found -> found.getId().equals(container));
  }

  /** A hold of an image that is not ours to remove. */
  private String hold(Worker worker, String job) {
    ImageReference name = new Hold(worker).name(job);
    real.operations().tag(RealEngine.BASE, name);
    holds.add(name.toString());
    return name.toString();
  }

  /** A hold of an image of ours. */
  private String image(Worker worker, String job) throws Exception {
    build(worker, job);
    return new Hold(worker).name(job).toString();
  }

  private List<String> holdsLeft() {
    return holds.stream().filter(name -> real.operations().image(name).isPresent()).toList();
  }

  private Image build(Worker worker, String job) throws Exception {
    String name = real.forgotten("engine-it/leftover:" + TestInput.JOB);
    holds.add(new Hold(worker).name(job).toString());
    String dockerfile = "FROM %s\nRUN echo %d\n".formatted(RealEngine.BASE, System.nanoTime());
    TestInput input = TestInput.building(folder, name, RealEngine.BASE, dockerfile);
    return new DockerBuild(
            real.engine(),
            real.calls(),
            new DockerCredentials(),
            new Settings(folder, Map.of(Key.BUILD_NETWORK, "none")),
            worker)
        .run(input.ofJob(job));
  }
}
