package dev.slipway.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an image: {@code [host[:port]/]path[:tag][@digest]}, by the grammar of the
 * distribution project's {@code reference} package.
 *
 * @param host the registry, empty when the name leaves it to the operator
 * @param path the repository below the registry, {@code demo/custom-r-ver}
 * @param tag the tag, if there is one
 * @param digest the manifest's digest, if there is one
 */
public record ImageReference(
    Optional<String> host, String path, Optional<String> tag, Optional<Digest> digest) {
  private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
  private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
  private static final Pattern HOST =
      Pattern.compile("(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[0-9a-fA-F:]+])(?::[0-9]{1,5})?");
  private static final Pattern PATH = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");
  private static final Pattern TAG = Pattern.compile("[\\w][\\w.-]{0,127}");
  private static final Pattern WHOLE =
      Pattern.compile("(?<name>[^@]+?)(?::(?<tag>[^:/@]+))?(?:@(?<digest>.+))?", Pattern.DOTALL);
  private static final int LONGEST_PATH = 255;

  /**
   * @throws IllegalArgumentException when a part does not follow the grammar; the message says
   *     which
   */
  public ImageReference {
    host.ifPresent(h -> require(HOST.matcher(h).matches(), "the host", h));
    require(
        PATH.matcher(path).matches() && path.length() <= LONGEST_PATH,
        "the repository name (lower case, digits, and . _ - between them)",
        path);
    tag.ifPresent(t -> require(TAG.matcher(t).matches(), "the tag", t));
  }

  /**
   * Reads an image name. A first component with a dot or a colon, or {@code localhost}, is the
   * host, as in Docker.
   *
   * @throws IllegalArgumentException when it is not an image name; the message says which part is
   *     wrong
   */
  @JsonCreator
  public static ImageReference parse(String text) {
    Matcher whole = WHOLE.matcher(text);
    require(whole.matches(), "the image name", text);
    String name = whole.group("name");
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    boolean hasHost = first.contains(".") || first.contains(":") || first.equals("localhost");
    return new ImageReference(
        hasHost ? Optional.of(first) : Optional.empty(),
        hasHost ? name.substring(slash + 1) : name,
        Optional.ofNullable(whole.group("tag")),
        Optional.ofNullable(whole.group("digest")).map(Digest::new));
  }

  /**
   * The same name on that registry, below the registry's path where it has one.
   *
   * @param registry {@code host[:port][/path]}, {@code ghcr.io/acme}
   * @throws IllegalArgumentException when the registry is not one, or the path gets too long
   */
  public ImageReference onRegistry(String registry) {
    ImageReference there = parse(registry + "/" + path);
    require(there.host().isPresent(), "the registry (host[:port][/path])", registry);
    return new ImageReference(there.host(), there.path(), tag, digest);
  }

  /** The same name with that tag. */
  public ImageReference withTag(String newTag) {
    return new ImageReference(host, path, Optional.of(newTag), digest);
  }

  /** The same name pinned to that digest; the tag stays, for the reader. */
  public ImageReference withDigest(Digest pinned) {
    return new ImageReference(host, path, tag, Optional.of(pinned));
  }

  /** {@code host/path}, with neither tag nor digest. */
  public String repository() {
    return host.map(h -> h + "/").orElse("") + path;
  }

  @JsonValue
  @Override
  public String toString() {
    return repository() + tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
  }

  private static void require(boolean holds, String part, String text) {
    if (!holds) {
      throw new IllegalArgumentException(part + " is not valid: " + text);
    }
  }
}
