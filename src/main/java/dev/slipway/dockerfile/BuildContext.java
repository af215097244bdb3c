package dev.slipway.dockerfile;

import dev.slipway.packages.Lock;
import dev.slipway.packages.LockedPackage;
import dev.slipway.packages.github.GitHub;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * The folder that an image is built from.
 *
 * <pre>
 * Dockerfile
 * r/install.R  r/system-libraries.R      how packages are installed
 * r/base.dcf                             on what
 * cran/packages.dcf                      which ones, a folder for each source
 * bioconductor/packages.dcf
 * github/packages.dcf  github/user-repo-commit.tar.gz
 * local/packages.dcf   local/mypkg/
 * </pre>
 */
final class BuildContext {
  private static final List<String> SCRIPTS = List.of("install.R", "system-libraries.R");

  private final Path folder;
  private final Path files;
  private final GitHub gitHub;

  /**
   * @param folder is made anew, whatever is in it
   * @param files that came with the spec
   */
  BuildContext(Path folder, Path files, GitHub gitHub) {
    this.folder = folder;
    this.files = files;
    this.gitHub = gitHub;
  }

  /** Writes the context of a rendered Dockerfile. */
  void write(String dockerfile, Lock lock) throws StepFailed, InterruptedException {
    try {
      begin();
      Map<Stage, List<LockedPackage>> stages = Stage.of(lock);
      if (!stages.isEmpty()) {
        writeScripts();
        writeText("r/base.dcf", PackageFiles.base(lock.base().orElseThrow()));
      }
      for (Map.Entry<Stage, List<LockedPackage>> stage : stages.entrySet()) {
        String name = stage.getKey().folder();
        writeText(name + "/" + Stage.PACKAGES, PackageFiles.packages(stage.getValue()));
        for (LockedPackage locked : stage.getValue()) {
          copySource(locked, folder.resolve(name));
        }
      }
      writeText("Dockerfile", dockerfile);
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  /** Writes the context of the user's own Dockerfile: the files beside it, and itself. */
  void write(String dockerfile, Path beside) throws StepFailed {
    try {
      begin();
      if (Files.isDirectory(beside)) {
        Folder.copy(beside, folder);
      }
      writeText("Dockerfile", dockerfile);
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  private void begin() throws IOException {
    Folder.delete(folder);
    Files.createDirectories(folder);
  }

  private void copySource(LockedPackage locked, Path stage)
      throws IOException, StepFailed, InterruptedException {
    if (locked.gitHub().isPresent()) {
      Path tarball = gitHub.tarball(locked.gitHub().get());
      // Several packages may be in one repository.
      Files.copy(
          tarball,
          stage.resolve(PackageFiles.tarball(locked.gitHub().get())),
          StandardCopyOption.REPLACE_EXISTING);
    }
    if (locked.path().isPresent()) {
      Folder.copy(files.resolve(locked.path().get()), stage.resolve(locked.name()));
    }
  }

  private void writeScripts() throws IOException {
    Files.createDirectories(folder.resolve("r"));
    for (String script : SCRIPTS) {
      try (InputStream resource = BuildContext.class.getResourceAsStream(script)) {
        Files.copy(
            resource, folder.resolve("r").resolve(script), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private void writeText(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static StepFailed notWritten(IOException cause) {
    Failure failure =
        new Failure(
            Kind.OPERATOR,
            "CONTEXT_NOT_WRITTEN",
            "The build context cannot be written: " + cause.getMessage() + ".",
            "Make room on the disk and let Slipway write to its work folder.");
    return new StepFailed(failure, cause);
  }
}
