package dev.slipway.settings;

import dev.slipway.image.ImageReference;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.RefusedAddress;
import dev.slipway.step.StepFailed;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the operator lets specs name: base images, registries, repositories on GitHub, a Dockerfile.
 * What the operator's own configuration names is always allowed, and the addresses of metadata
 * services never are.
 */
public final class Allowed {
  /** Everything but the addresses that are always refused. */
  public static final Allowed EVERYTHING =
      new Allowed(
          AllowList.EVERYTHING,
          AllowList.EVERYTHING,
          AllowList.EVERYTHING,
          true,
          Pattern.compile("(?!)"),
          Optional.empty(),
          Optional.empty());

  private static final String SOME_R = "0.0.0";

  private final AllowList bases;
  private final AllowList registries;
  private final AllowList repositories;
  private final boolean dockerfile;
  private final Pattern ownBase;
  private final Optional<String> ownRegistry;
  private final Optional<String> gitHubHost;

  private Allowed(
      AllowList bases,
      AllowList registries,
      AllowList repositories,
      boolean dockerfile,
      Pattern ownBase,
      Optional<String> ownRegistry,
      Optional<String> gitHubHost) {
    this.bases = bases;
    this.registries = registries;
    this.repositories = repositories;
    this.dockerfile = dockerfile;
    this.ownBase = ownBase;
    this.ownRegistry = ownRegistry;
    this.gitHubHost = gitHubHost;
  }

  /**
   * Why something is not allowed.
   *
   * @param message what it is, to follow its name
   * @param hint what is allowed, or what to do
   */
  public record Refusal(String message, String hint) {
    /** NOT_ALLOWED, for what only a step learns. */
    public StepFailed thrown(String what) {
      return new Failure(
              Kind.LASTING,
              "NOT_ALLOWED",
              what + " " + message + ".",
              hint.substring(0, 1).toUpperCase(Locale.ROOT) + hint.substring(1) + ".")
          .thrown();
    }
  }

  static Allowed of(Settings settings) {
    return new Allowed(
        AllowList.ofImages(settings.allowedBases()),
        AllowList.ofImages(settings.allowedRegistries()),
        AllowList.ofRepositories(settings.allowedRepositories()),
        settings.allowDockerfile(),
        ownBase(settings.base()),
        settings.registry().map(AllowList::ofImages).map(one -> one.names().get(0)),
        Optional.of(webHost(settings.github())));
  }

  /** Whatever version of R it is for. A pattern that makes no name is for resolving to refuse. */
  private static Pattern ownBase(String pattern) {
    try {
      String name = AllowList.fullName(ImageReference.parse(pattern.replace("{r}", SOME_R)));
      return Pattern.compile(Pattern.quote(name).replace(SOME_R, "\\E[0-9.]+\\Q"));
    } catch (IllegalArgumentException e) {
      return Pattern.compile("(?!)");
    }
  }

  /** The host that the URLs of repositories have, {@code github.com} for its API's. */
  private static String webHost(String api) {
    return api.toLowerCase(Locale.ROOT)
        .replaceFirst("^https?://", "")
        .replaceFirst("/.*", "")
        .replaceFirst("^api\\.", "");
  }

  /** Why an image may not be built on, copied from, or be the frontend of a Dockerfile. */
  public Optional<Refusal> base(ImageReference image) {
    String name = AllowList.fullName(image);
    return address(image.host())
        .or(() -> ownBase.matcher(name).matches() ? Optional.empty() : notListed(name, bases));
  }

  /** Why an image may not be pushed to where its name says. */
  public Optional<Refusal> registry(ImageReference image) {
    return address(image.host()).or(() -> registryListed(image));
  }

  private Optional<Refusal> registryListed(ImageReference image) {
    if (image.host().isEmpty() && ownRegistry.isPresent()) {
      return Optional.empty();
    }
    String name = AllowList.fullName(image);
    return ownRegistry.filter(own -> AllowList.isBelow(name, own)).isPresent()
        ? Optional.empty()
        : notListed(name, registries);
  }

  /**
   * Why packages may not come from a repository on GitHub.
   *
   * @param host the host that a URL names; empty for the operator's GitHub
   * @param slug {@code user/repository}
   */
  public Optional<Refusal> gitHub(Optional<String> host, String slug) {
    return address(host).or(() -> otherGitHub(host)).or(() -> repositoryListed(host, slug));
  }

  private Optional<Refusal> otherGitHub(Optional<String> host) {
    return gitHubHost
        .filter(own -> host.isPresent() && !host.get().equals(own))
        .map(
            own ->
                new Refusal(
                    "is on " + host.get() + ", a host that the operator did not allow",
                    "packages are taken from "
                        + own
                        + "; another GitHub is the operator's to name"));
  }

  private Optional<Refusal> repositoryListed(Optional<String> host, String slug) {
    return host.or(() -> gitHubHost)
        .map(one -> (one + "/" + slug).toLowerCase(Locale.ROOT))
        .flatMap(name -> notListed(name, repositories));
  }

  /** Why a spec may not bring a Dockerfile of its own. */
  public Optional<Refusal> dockerfile() {
    return dockerfile
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                "the operator did not allow Dockerfiles of one's own",
                "name an R version, packages and system libraries instead"));
  }

  /** Whether every base is allowed whose address is not refused. */
  public boolean anyBase() {
    return bases.isEmpty();
  }

  /** Why that host is never asked. */
  public static Optional<Refusal> address(Optional<String> host) {
    return host.filter(RefusedAddress::isRefused)
        .map(
            refused ->
                new Refusal(
                    "is on "
                        + refused
                        + ", an address that is never asked: a metadata service's, or no host's",
                    "name a registry or a repository"));
  }

  private static Optional<Refusal> notListed(String name, AllowList list) {
    if (list.allows(name)) {
      return Optional.empty();
    }
    String host = name.substring(0, name.indexOf('/'));
    List<String> onHost =
        list.names().stream()
            .filter(one -> one.equals(host) || AllowList.isBelow(one, host))
            .toList();
    String message =
        onHost.isEmpty()
            ? "is on " + host + ", a host that the operator did not allow"
            : "means " + name + ", which the operator did not allow";
    return Optional.of(
        new Refusal(
            message, "allowed are " + list + ", and what Slipway's own configuration names"));
  }
}
