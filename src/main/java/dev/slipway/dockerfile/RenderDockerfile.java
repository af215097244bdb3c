package dev.slipway.dockerfile;

import dev.slipway.image.ImageReference;
import dev.slipway.packages.GitHub;
import dev.slipway.packages.GitHubPackage;
import dev.slipway.packages.GitHubPackages;
import dev.slipway.packages.Repositories;
import dev.slipway.packages.WantedPackage;
import dev.slipway.packages.WantedPackage.Source;
import dev.slipway.settings.Settings;
import dev.slipway.spec.BioconductorReleases;
import dev.slipway.spec.GitHubReference;
import dev.slipway.spec.Spec;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.Step;
import dev.slipway.step.StepFailed;
import dev.slipway.step.StepInput;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the Dockerfile of a spec and the build context that it needs. */
public final class RenderDockerfile implements Step {
  private final String basePattern;
  private final Repositories repositories;
  private final GitHub gitHub;
  private final BaseDigests baseDigests;

  /**
   * @param settings name the base image of an R version and the package repositories
   * @param baseDigests pins a base image that is named by its tag alone
   */
  public RenderDockerfile(Settings settings, GitHub gitHub, BaseDigests baseDigests) {
    this.basePattern = settings.base();
    this.repositories = new Repositories(settings.cran(), URI.create(settings.bioconductor()));
    this.gitHub = gitHub;
    this.baseDigests = baseDigests;
  }

  @Override
  public Class<? extends Record> leaves() {
    return Dockerfile.class;
  }

  /**
   * Writes the job's {@code context} folder; a second run writes the same files again.
   *
   * @throws StepFailed BASE_NAME, BIOCONDUCTOR_RELEASE, GITHUB_REFERENCE, PACKAGE_TWICE or
   *     UNRENDERABLE when the spec cannot be rendered; what {@link GitHub} and {@link BaseDigests}
   *     throw; CONTEXT_NOT_WRITTEN
   */
  @Override
  public Dockerfile run(StepInput input) throws StepFailed, InterruptedException {
    Spec spec = input.get(Spec.class);
    List<GitHubReference> references = GitHubPackages.references(spec.packages());
    BuildContext context = new BuildContext(input.folder().resolve(Dockerfile.CONTEXT));
    ImageReference base = base(spec);
    String text = textOn(spec, base);
    requireEachOnce(wanted(spec, List.of()));
    List<GitHubPackage> fetched = resolve(references, spec, input);
    List<WantedPackage> wanted = wanted(spec, fetched);
    for (GitHubPackage one : fetched) {
      context.copy(gitHub.tarball(one.commit()));
    }
    context.write(text, repositories.at(spec.snapshot(), spec.r()), wanted, fetched);
    return new Dockerfile(base, wanted);
  }

  /**
   * The text of the spec's Dockerfile, with nothing written and nothing asked of GitHub.
   *
   * @throws StepFailed as {@link #run} does
   */
  public String text(Spec spec) throws StepFailed, InterruptedException {
    GitHubPackages.references(spec.packages());
    requireEachOnce(wanted(spec, List.of()));
    return textOn(spec, base(spec));
  }

  private static String textOn(Spec spec, ImageReference base) throws StepFailed {
    requireBioconductorRelease(spec);
    try {
      SpecNames.requireAll(spec.packages());
      return DockerfileText.of(spec, base);
    } catch (IllegalArgumentException e) {
      throw lasting("UNRENDERABLE", "The spec holds " + e.getMessage() + ".", "", e);
    }
  }

  private ImageReference base(Spec spec) throws StepFailed, InterruptedException {
    ImageReference base = spec.base().isPresent() ? spec.base().get() : baseFor(spec.r());
    if (base.digest().isPresent()) {
      return base;
    }
    return baseDigests.digestOf(base).map(base::withDigest).orElse(base);
  }

  private ImageReference baseFor(Optional<String> r) throws StepFailed {
    String name = basePattern.replace("{r}", r.orElseThrow());
    try {
      return ImageReference.parse(name);
    } catch (IllegalArgumentException e) {
      String hint = "The operator's slipway.base makes the name out of the R version.";
      throw lasting("BASE_NAME", "The base image's name is wrong: " + e.getMessage(), hint, e);
    }
  }

  private static void requireBioconductorRelease(Spec spec) throws StepFailed {
    Optional<String> r = spec.r().filter(v -> BioconductorReleases.newestFor(v).isEmpty());
    if (r.isPresent() && !spec.packages().bioconductor().isEmpty()) {
      throw lasting(
          "BIOCONDUCTOR_RELEASE",
          "No Bioconductor release is known to go with R " + r.get() + ".",
          "Take an R version that a Bioconductor release was made for.",
          null);
    }
  }

  private List<GitHubPackage> resolve(List<GitHubReference> references, Spec spec, StepInput input)
      throws StepFailed, InterruptedException {
    references.forEach(reference -> input.progress("fetching " + reference));
    Set<String> askedElsewhere =
        wanted(spec, List.of()).stream().map(WantedPackage::name).collect(Collectors.toSet());
    return new GitHubPackages(gitHub)
        .resolve(references, List.of(), askedElsewhere).stream()
            .filter(GitHubPackage::requested)
            .toList();
  }

  private static List<WantedPackage> wanted(Spec spec, List<GitHubPackage> fetched) {
    List<WantedPackage> wanted = new ArrayList<>();
    for (Spec.CranPackage cran : spec.packages().cran()) {
      wanted.add(new WantedPackage(cran.name(), cran.version(), Source.CRAN, Optional.empty()));
    }
    for (String name : spec.packages().bioconductor()) {
      wanted.add(new WantedPackage(name, Optional.empty(), Source.BIOCONDUCTOR, Optional.empty()));
    }
    fetched.forEach(one -> wanted.add(PackageFiles.asWanted(one)));
    return wanted;
  }

  private static void requireEachOnce(List<WantedPackage> wanted) throws StepFailed {
    Set<String> names = new HashSet<>();
    for (WantedPackage one : wanted) {
      if (!names.add(one.name())) {
        String hint = "Keep one of them: an image holds one version of a package.";
        throw lasting("PACKAGE_TWICE", one.name() + " is asked for twice.", hint, null);
      }
    }
  }

  private static StepFailed lasting(String code, String message, String hint, Exception cause) {
    return new StepFailed(new Failure(Kind.LASTING, code, message, hint), cause);
  }
}
