package dev.slipway.settings;

import dev.slipway.image.ImageReference;
import dev.slipway.step.OptionType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The operator's configuration. Relative folders are below the working folder.
 *
 * @see SettingsReader
 */
public final class Settings {
  private static final int MOST_WORKERS = 256;
  private static final ImageReference ANY_IMAGE = ImageReference.parse("any");
  private static final Pattern UNFIT_FOR_URI = Pattern.compile("[%?#+\\p{Cc}]|\\{\\{");

  private final Path workingFolder;
  private final Map<Key, String> values;

  /**
   * @param values the keys that are set; the others have their defaults
   * @throws SettingsInvalid when a value is not of its key's kind
   */
  public Settings(Path workingFolder, Map<Key, String> values) throws SettingsInvalid {
    this.workingFolder = workingFolder.toAbsolutePath().normalize();
    this.values = new EnumMap<>(Key.class);
    this.values.putAll(values);
    requireValid();
  }

  /** Where specs are dropped. */
  public Path inbox() {
    return folder(Key.INBOX);
  }

  /** Where jobs are while they run. */
  public Path work() {
    return folder(Key.WORK);
  }

  /** Where jobs are when they have ended. */
  public Path outbox() {
    return folder(Key.OUTBOX);
  }

  /** The specs of the jobs that failed for good. */
  public Path deadLetter() {
    return folder(Key.DEAD_LETTER);
  }

  /** What can be had again; anybody may delete it. */
  public Path cache() {
    return folder(Key.CACHE);
  }

  /** A folder of rules in the format of r-system-requirements, if the operator names one. */
  public Optional<Path> systemRequirements() {
    return find(Key.SYSTEM_REQUIREMENTS).map(workingFolder::resolve).map(Path::normalize);
  }

  /** The engine's address, if the operator names one. */
  public Optional<String> dockerHost() {
    return find(Key.DOCKER_HOST);
  }

  /** The registry that image names without a host are pushed to. */
  public Optional<String> registry() {
    return find(Key.REGISTRY);
  }

  /** Whether images are pushed at all. */
  public boolean push() {
    return Boolean.parseBoolean(find(Key.PUSH).orElseThrow());
  }

  /** Whether packages come from the spec's lock or not at all. */
  public boolean locked() {
    return Boolean.parseBoolean(find(Key.LOCKED).orElseThrow());
  }

  /** The base image's name with {@code {r}} in it. */
  public String base() {
    return find(Key.BASE).orElseThrow();
  }

  /** The package repository's URL with {@code {snapshot}} and {@code {os}} in it. */
  public String cran() {
    return find(Key.CRAN).orElseThrow();
  }

  /** The URL above Bioconductor's {@code packages/<release>}. */
  public String bioconductor() {
    return find(Key.BIOCONDUCTOR).orElseThrow();
  }

  /** The URL of GitHub's REST API. */
  public String github() {
    return find(Key.GITHUB).orElseThrow();
  }

  /** What specs may name. */
  public Allowed allowed() {
    return Allowed.of(this);
  }

  String allowedBases() {
    return find(Key.ALLOW_BASES).orElseThrow();
  }

  String allowedRegistries() {
    return find(Key.ALLOW_REGISTRIES).orElseThrow();
  }

  String allowedRepositories() {
    return find(Key.ALLOW_REPOSITORIES).orElseThrow();
  }

  boolean allowDockerfile() {
    return Boolean.parseBoolean(find(Key.ALLOW_DOCKERFILE).orElseThrow());
  }

  /** Jobs in flight: half the cores, at least one, unless the operator says otherwise. */
  public int workers() {
    return find(Key.WORKERS)
        .map(Integer::parseInt)
        .orElseGet(() -> Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  }

  /** How long running steps may go on after SIGTERM. */
  public Duration drain() {
    return OptionType.duration(find(Key.DRAIN).orElseThrow());
  }

  /** With less room than this, in bytes, on the disk of the work folder nothing new is taken. */
  public long diskFree() {
    return OptionType.size(find(Key.DISK_FREE).orElseThrow());
  }

  /** How many of our images that a registry has stay on the engine. */
  public int keepImages() {
    return Integer.parseInt(find(Key.KEEP_IMAGES).orElseThrow());
  }

  /** What the engine's build cache may use, in bytes. */
  public long keepCache() {
    return OptionType.size(find(Key.KEEP_CACHE).orElseThrow());
  }

  /** The network of builds, if it is not the engine's own. */
  public Optional<String> buildNetwork() {
    return find(Key.BUILD_NETWORK);
  }

  private Path folder(Key key) {
    return workingFolder.resolve(find(key).orElseThrow()).normalize();
  }

  private Optional<String> find(Key key) {
    return Optional.ofNullable(values.get(key)).or(key::otherwise);
  }

  private void requireValid() throws SettingsInvalid {
    require(Key.PUSH, "true|false", "true or false");
    require(Key.LOCKED, "true|false", "true or false");
    require(Key.WORKERS, "[1-9][0-9]{0,2}", "a number from 1 to " + MOST_WORKERS);
    if (workers() > MOST_WORKERS) {
      throw invalid(Key.WORKERS, "a number from 1 to " + MOST_WORKERS);
    }
    require(Key.DRAIN, OptionType.DURATION);
    require(Key.DISK_FREE, OptionType.SIZE);
    require(Key.KEEP_IMAGES, "\\d{1,6}", "a number from 0 to 999999");
    require(Key.KEEP_CACHE, OptionType.SIZE);
    require(Key.BUILD_NETWORK, "host|none", "host or none");
    for (Key key : List.of(Key.CRAN, Key.BIOCONDUCTOR, Key.GITHUB)) {
      requireNoUser(key);
      require(key, "https?://\\S+", "an http or https URL");
    }
    requireRegistry();
    requireAllowLists();
    for (Key key : List.of(Key.INBOX, Key.WORK, Key.OUTBOX, Key.DEAD_LETTER)) {
      requireFolder(key);
    }
  }

  /** A repository's URL stands in logs and in the outbox, so this message does not repeat it. */
  private void requireNoUser(Key key) throws SettingsInvalid {
    if (find(key).orElse("").contains("@")) {
      throw new SettingsInvalid(
          key.property()
              + " must be a URL without a user or a password, so without an @:"
              + " it is written to the outbox for everybody to read");
    }
  }

  /** Docker takes a first word without a dot and a port for a part of a name on Docker Hub. */
  private void requireRegistry() throws SettingsInvalid {
    if (registry().isEmpty()) {
      return;
    }
    try {
      ANY_IMAGE.onRegistry(registry().get());
    } catch (IllegalArgumentException e) {
      throw new SettingsInvalid(
          Key.REGISTRY.property()
              + " must be host[:port][/path], the host with a dot or a port, or localhost"
              + " (registry.example.org, registry:5000, ghcr.io/acme)"
              + (registry().get().contains("@") ? "" : ", not \"" + registry().get() + "\""));
    }
  }

  private void requireAllowLists() throws SettingsInvalid {
    require(Key.ALLOW_DOCKERFILE, "true|false", "true or false");
    String images =
        "host[:port][/path], without a tag, with commas between them (docker.io/rocker)";
    requireList(Key.ALLOW_BASES, AllowList::ofImages, images);
    requireList(Key.ALLOW_REGISTRIES, AllowList::ofImages, images);
    requireList(
        Key.ALLOW_REPOSITORIES,
        AllowList::ofRepositories,
        "host[/user[/repository]], with commas between them (github.com/rstudio)");
  }

  private void requireList(Key key, Function<String, AllowList> reader, String meant)
      throws SettingsInvalid {
    try {
      reader.apply(find(key).orElseThrow());
    } catch (IllegalArgumentException e) {
      throw new SettingsInvalid(
          key.property() + " must be a list of " + meant + ", not \"" + e.getMessage() + "\"");
    }
  }

  /** The route of the inbox has the folder in a URI. */
  private void requireFolder(Key key) throws SettingsInvalid {
    String value = find(key).orElseThrow();
    if (UNFIT_FOR_URI.matcher(value).find()
        || UNFIT_FOR_URI.matcher(workingFolder.toString()).find()) {
      throw new SettingsInvalid(
          key.property()
              + " must be a folder whose whole path has none of % ? # + {{ and no control"
              + " character, which mean something else in a URI: "
              + workingFolder.resolve(value.replaceAll("\\p{Cc}", "\uFFFD")));
    }
  }

  private void require(Key key, String grammar, String meant) throws SettingsInvalid {
    Optional<String> value = find(key);
    if (value.isPresent() && !value.get().matches(grammar)) {
      throw invalid(key, meant);
    }
  }

  private void require(Key key, OptionType type) throws SettingsInvalid {
    if (!type.accepts(find(key).orElseThrow())) {
      throw invalid(key, type.meant());
    }
  }

  private SettingsInvalid invalid(Key key, String meant) {
    return new SettingsInvalid(
        key.property() + " must be " + meant + ", not \"" + find(key).orElse("") + "\"");
  }
}
