package dev.slipway.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every key of {@code slipway.properties}, with the default that works on a laptop. */
public enum Key {
  /** Where specs are dropped. */
  INBOX("slipway.inbox", "inbox"),
  /** Where jobs are while they run. */
  WORK("slipway.work", "work"),
  /** Where jobs are when they have ended. */
  OUTBOX("slipway.outbox", "outbox"),
  /** The specs of the jobs that failed for good. */
  DEAD_LETTER("slipway.dead-letter", "dead-letter"),
  /** What can be had again, and is kept to be quick: package indexes, archives, what bases are. */
  CACHE("slipway.cache", "cache"),
  /** The engine's address; without one, what the docker command would use. */
  DOCKER_HOST("slipway.docker.host", null),
  /** The registry that image names without a host are pushed to. */
  REGISTRY("slipway.registry", null),
  /** {@code false} builds and tests only. */
  PUSH("slipway.push", "true"),
  /** Which base image serves an R version. */
  BASE("slipway.base", "rocker/r-ver:{r}"),
  /** The package repository, for a day and a Linux distribution. */
  CRAN("slipway.cran", "https://packagemanager.posit.co/cran/__linux__/{os}/{snapshot}"),
  /** Where Bioconductor's {@code packages/<release>} folders are. */
  BIOCONDUCTOR("slipway.bioconductor", "https://bioconductor.org"),
  /** GitHub's REST API. */
  GITHUB("slipway.github", "https://api.github.com"),
  /** A folder of rules for system libraries, in the format of r-system-requirements. */
  SYSTEM_REQUIREMENTS("slipway.system-requirements", null),
  /** {@code true} takes packages from the lock that comes with a spec, and never resolves anew. */
  LOCKED("slipway.locked", "false"),
  /** Images that specs may build on; empty allows all. */
  ALLOW_BASES("slipway.allow.bases", ""),
  /** Registries that the images of specs may go to; empty allows all. */
  ALLOW_REGISTRIES("slipway.allow.registries", ""),
  /** Repositories on GitHub that packages may come from; empty allows all. */
  ALLOW_REPOSITORIES("slipway.allow.repositories", ""),
  /** {@code false} takes no Dockerfile from a spec. */
  ALLOW_DOCKERFILE("slipway.allow.dockerfile", "true"),
  /** Jobs in flight. */
  WORKERS("slipway.workers", null),
  /** How long running steps may go on after SIGTERM. */
  DRAIN("slipway.drain", "2m"),
  /** With less room than this on the disk of the work folder nothing new is taken. */
  DISK_FREE("slipway.disk.free", "512m"),
  /** How many of our images that a registry has stay on the engine: the newest. */
  KEEP_IMAGES("slipway.keep.images", "20"),
  /** What the engine's build cache may use of its disk. */
  KEEP_CACHE("slipway.keep.cache", "20g"),
  /** The network of builds: the engine's own, {@code host} or {@code none}. */
  BUILD_NETWORK("slipway.build.network", null);

  private final String property;
  private final String otherwise;

  Key(String property, String otherwise) {
    this.property = property;
    this.otherwise = otherwise;
  }

  /** The key as properties files and {@code --set} write it. */
  public String property() {
    return property;
  }

  /** The key as the environment writes it, {@code SLIPWAY_DEAD_LETTER}. */
  public String variable() {
    return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  Optional<String> otherwise() {
    return Optional.ofNullable(otherwise);
  }

  static Optional<Key> of(String property) {
    return Arrays.stream(values()).filter(key -> key.property.equals(property)).findFirst();
  }
}
