package dev.slipway.dockerfile;

import dev.slipway.packages.GitHubPackage;
import dev.slipway.packages.Repositories.Repository;
import dev.slipway.packages.WantedPackage;
import dev.slipway.packages.WantedPackage.Source;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder that an image is built from.
 *
 * <pre>
 * Dockerfile
 * r/install.R  r/repositories.dcf        how packages are installed, and from where
 * cran/packages.dcf                      what is wanted, a folder for each source
 * bioconductor/packages.dcf
 * github/packages.dcf  github/user-repo-commit.tar.gz
 * </pre>
 */
final class BuildContext {
  private static final String SCRIPT = "install.R";

  private final Path folder;

  BuildContext(Path folder) {
    this.folder = folder;
  }

  /** Copies the files of a GitHub package, under the name that they have. */
  void copy(Path tarball) throws StepFailed {
    Path target = folder(Stage.GITHUB).resolve(tarball.getFileName());
    try {
      Files.createDirectories(target.getParent());
      Files.copy(tarball, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  private Path folder(Stage stage) {
    return folder.resolve(stage.folder());
  }

  /** Writes everything but the tarballs, which are there already. */
  void write(
      String dockerfile,
      List<Repository> repositories,
      List<WantedPackage> wanted,
      List<GitHubPackage> gitHub)
      throws StepFailed {
    try {
      writeText(folder.resolve("Dockerfile"), dockerfile);
      if (!wanted.isEmpty()) {
        writeScript();
        writeText(folder.resolve("r/repositories.dcf"), PackageFiles.repositories(repositories));
      }
      for (Stage stage : List.of(Stage.CRAN, Stage.BIOCONDUCTOR)) {
        Source source = Source.valueOf(stage.name());
        writePackages(
            stage,
            PackageFiles.packages(wanted.stream().filter(w -> w.source() == source).toList()));
      }
      writePackages(Stage.GITHUB, PackageFiles.gitHubPackages(gitHub));
      removeOtherTarballs(gitHub);
    } catch (IOException e) {
      throw notWritten(e);
    }
  }

  private void writePackages(Stage stage, String packages) throws IOException {
    if (!packages.isEmpty()) {
      writeText(folder(stage).resolve(Stage.PACKAGES), packages);
    }
  }

  private void writeScript() throws IOException {
    Path script = folder.resolve("r").resolve(SCRIPT);
    Files.createDirectories(script.getParent());
    try (InputStream resource = BuildContext.class.getResourceAsStream(SCRIPT)) {
      Files.copy(resource, script, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** A branch may have moved since an earlier attempt, and left the files of its older commit. */
  private void removeOtherTarballs(List<GitHubPackage> gitHub) throws IOException {
    Path tarballs = folder(Stage.GITHUB);
    if (!Files.isDirectory(tarballs)) {
      return;
    }
    Set<String> kept =
        gitHub.stream().map(one -> PackageFiles.tarball(one.commit())).collect(Collectors.toSet());
    kept.add(Stage.PACKAGES);
    try (Stream<Path> files = Files.list(tarballs)) {
      for (Path file : files.filter(f -> !kept.contains(f.getFileName().toString())).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void writeText(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private StepFailed notWritten(IOException cause) {
    Failure failure =
        new Failure(
            Kind.OPERATOR,
            "CONTEXT_NOT_WRITTEN",
            "The build context cannot be written: " + cause.getMessage() + ".",
            "Make room on the disk and let Slipway write to its work folder.");
    return new StepFailed(failure, cause);
  }
}
