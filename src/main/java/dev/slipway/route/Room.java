package dev.slipway.route;

import dev.slipway.engine.EngineDisk;
import dev.slipway.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.apache.camel.spi.RouteController;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether there is room on the disks for new work. The work folder's disk is looked at; that the
 * engine's is full is learnt from a step that failed for it.
 */
public final class Room {
  private static final Logger LOG = LoggerFactory.getLogger(Room.class);
  private static final Duration BELIEVED = Duration.ofMinutes(5);

  private static final List<String> INBOX = List.of("inbox", "inbox-folders");

  private final Settings settings;
  private final EngineDisk engineDisk;
  private volatile Instant engineFullUntil = Instant.MIN;
  private volatile boolean missed;

  public Room(Settings settings, EngineDisk engineDisk) {
    this.settings = settings;
    this.engineDisk = engineDisk;
  }

  /** A step failed because the engine's disk is full. */
  void engineIsFull() {
    engineFullUntil = Instant.now().plus(BELIEVED);
  }

  /** A step that writes to the engine's disk went well. */
  void engineHasRoom() {
    engineFullUntil = Instant.MIN;
  }

  /**
   * Suspends the routes of the inbox while there is no room; files stay where they are.
   *
   * @throws Exception when Camel cannot suspend or resume a route
   */
  public void guardInbox(Exchange exchange) throws Exception {
    boolean full = lacking().isPresent();
    RouteController routes = exchange.getContext().getRouteController();
    for (String route : INBOX) {
      ServiceStatus status = routes.getRouteStatus(route);
      if (full && status.isStarted()) {
        routes.suspendRoute(route);
      } else if (!full && status.isSuspended()) {
        routes.resumeRoute(route);
      }
    }
  }

  /** Why nothing new is taken; empty when there is room. */
  Optional<String> lacking() {
    Optional<String> why = engine().or(this::work);
    if (why.isPresent() != missed) {
      missed = why.isPresent();
      LOG.warn("{}", why.map(w -> "taking no new jobs: " + w).orElse("taking new jobs again"));
    }
    return why;
  }

  private Optional<String> engine() {
    return isEngineFull()
        ? Optional.of(
            "the engine's disk is full; free space there, for instance with `docker system prune`")
        : Optional.empty();
  }

  /** Where the engine's disk can be seen, it is looked at; else the step's word counts a while. */
  private boolean isEngineFull() {
    if (!engineFullUntil.isAfter(Instant.now())) {
      return false;
    }
    OptionalLong free = engineDisk.free();
    if (free.isPresent() && free.getAsLong() >= settings.diskFree()) {
      engineHasRoom();
      return false;
    }
    return true;
  }

  private Optional<String> work() {
    try {
      long free = Files.getFileStore(settings.work()).getUsableSpace();
      return free >= settings.diskFree()
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT,
                  "the disk of %s has %d MiB left and slipway.disk.free asks for %d; free space there",
                  settings.work(),
                  free >> 20,
                  settings.diskFree() >> 20));
    } catch (IOException e) {
      return Optional.of("the disk of " + settings.work() + " cannot be asked: " + e);
    }
  }
}
