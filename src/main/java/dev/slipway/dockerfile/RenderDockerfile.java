package dev.slipway.dockerfile;

import dev.slipway.packages.Lock;
import dev.slipway.packages.github.GitHub;
import dev.slipway.settings.Allowed;
import dev.slipway.settings.Settings;
import dev.slipway.spec.Spec;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.Step;
import dev.slipway.step.StepFailed;
import dev.slipway.step.StepInput;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The step {@code render-dockerfile}: a lock becomes a Dockerfile and the build context that it
 * needs; a Dockerfile of the user's own is taken as it is, with the files beside it.
 */
public final class RenderDockerfile implements Step {
  private final Allowed allowed;
  private final GitHub gitHub;

  /**
   * @param settings say what a Dockerfile of one's own may name
   * @param gitHub has the files of the lock's commits, or fetches them again
   */
  public RenderDockerfile(Settings settings, GitHub gitHub) {
    this.allowed = settings.allowed();
    this.gitHub = gitHub;
  }

  @Override
  public Set<Class<? extends Record>> reads() {
    return Set.of(Lock.class);
  }

  @Override
  public Class<? extends Record> leaves() {
    return Dockerfile.class;
  }

  /**
   * Writes the job's {@code context} folder; a second run writes the same files again.
   *
   * @throws StepFailed UNRENDERABLE when the spec holds text that a Dockerfile cannot carry,
   *     DOCKERFILE_MISSING, NOT_ALLOWED when the user's own names an image that the operator does
   *     not allow, CONTEXT_NOT_WRITTEN, or what {@link GitHub} throws
   */
  @Override
  public Dockerfile run(StepInput input) throws StepFailed, InterruptedException {
    Spec spec = input.get(Spec.class);
    Lock lock = input.get(Lock.class);
    Path folder = input.folder().resolve(Dockerfile.CONTEXT);
    BuildContext context = new BuildContext(folder, input.files(), gitHub);
    if (spec.dockerfile().isPresent()) {
      OwnDockerfile own = OwnDockerfile.read(spec.dockerfile().get(), input.files());
      own.require(allowed);
      context.write(own.text(), own.folder());
      return new Dockerfile(own.bases());
    }
    context.write(text(spec, input.files(), lock), lock);
    return new Dockerfile(List.of(lock.base().orElseThrow().image()));
  }

  /**
   * The text of a spec's Dockerfile.
   *
   * @param files those that came with the spec; need not be there
   * @throws StepFailed UNRENDERABLE when the spec holds text that a Dockerfile cannot carry,
   *     DOCKERFILE_MISSING
   */
  public static String text(Spec spec, Path files, Lock lock) throws StepFailed {
    if (spec.dockerfile().isPresent()) {
      return OwnDockerfile.read(spec.dockerfile().get(), files).text();
    }
    try {
      return DockerfileText.of(spec, lock);
    } catch (IllegalArgumentException e) {
      throw new StepFailed(
          new Failure(Kind.LASTING, "UNRENDERABLE", "The spec holds " + e.getMessage() + ".", ""),
          e);
    }
  }
}
