package dev.slipway.engine;

import com.github.dockerjava.api.command.ListImagesCmd;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import dev.slipway.step.StepFailed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Removes what jobs leave on the engine: their containers, the names that held their images, and
 * images of ours without a name. Nothing that carries another worker's label or name is touched.
 */
public final class Leftovers {
  private static final String FAILED = "CLEANUP_FAILED";

  private final Engine engine;
  private final Operations operations;
  private final Worker worker;
  private final Hold hold;

  public Leftovers(Engine engine, EngineCalls calls, Worker worker) {
    this.engine = engine;
    this.operations = new Operations(calls);
    this.worker = worker;
    this.hold = new Hold(worker);
  }

  /**
   * Removes the containers of a job of which nothing runs, because the process that ran it died.
   *
   * @return how many there were
   */
  public int remove(String jobId) throws StepFailed, InterruptedException {
    return cleaning("removing the containers of " + jobId, () -> removeContainers(ofJob(jobId)));
  }

  /**
   * Makes sure that a job's image keeps a name until the job's end: of a job that goes on from what
   * an earlier one built.
   *
   * @return false when the engine does not have the image
   */
  public boolean hold(String jobId, Image image) throws StepFailed, InterruptedException {
    return cleaning(
        "holding the image of " + jobId,
        () -> {
          try {
            operations.tag(image.id(), hold.name(jobId));
            return true;
          } catch (NotFoundException gone) {
            return false;
          }
        });
  }

  /** Removes what a job that has ended leaves; its image keeps the name that was asked for. */
  public void endOf(String jobId) throws StepFailed, InterruptedException {
    cleaning(
        "removing what " + jobId + " left",
        () -> {
          removeContainers(ofJob(jobId));
          operations.removeImage(hold.name(jobId).toString());
          return removeNameless();
        });
  }

  /**
   * Removes what processes that died left: for a process that has the work folder, and so this
   * worker's id, to itself, before it begins a job.
   *
   * @param unfinishedJobs the ids of those whose images are still needed
   */
  public void atStart(Set<String> unfinishedJobs) throws StepFailed, InterruptedException {
    cleaning(
        "removing what an earlier process left",
        () -> {
          removeContainers(Map.of(Labels.WORKER, worker.id()));
          removeHolds(job -> !unfinishedJobs.contains(job));
          return removeNameless();
        });
  }

  private Map<String, String> ofJob(String jobId) {
    return Map.of(Labels.WORKER, worker.id(), Labels.JOB, jobId);
  }

  private int removeContainers(Map<String, String> labels) {
    List<Container> left =
        engine.client().listContainersCmd().withShowAll(true).withLabelFilter(labels).exec();
    left.forEach(container -> operations.remove(container.getId()));
    return left.size();
  }

  private void removeHolds(Predicate<String> ofJob) {
    for (var image : ours().exec()) {
      for (String name : ListedImage.of(image).names()) {
        if (hold.job(name).filter(ofJob).isPresent()) {
          operations.removeImage(name);
        }
      }
    }
  }

  /** By id and without force, so that one that has just got a name again stays. */
  private int removeNameless() {
    List<ListedImage> nameless =
        ours().withDanglingFilter(true).exec().stream()
            .map(ListedImage::of)
            .filter(image -> image.names().isEmpty() && image.digests().isEmpty())
            .toList();
    nameless.forEach(image -> operations.removeImage(image.id()));
    return nameless.size();
  }

  private ListImagesCmd ours() {
    return engine.client().listImagesCmd().withLabelFilter(new HashMap<>(Labels.IMAGE));
  }

  private interface Cleaning<T> {
    T run();
  }

  private <T> T cleaning(String doing, Cleaning<T> cleaning)
      throws StepFailed, InterruptedException {
    engine.check();
    try {
      return cleaning.run();
    } catch (RuntimeException e) {
      throw engine.failed(FAILED, doing, e);
    }
  }
}
