package dev.slipway.route;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log why something stays in the inbox: once, however often it is looked at. */
final class LeftThere {
  private static final Logger LOG = LoggerFactory.getLogger(LeftThere.class);

  /** Beyond that it is forgotten what was said, and some of it is said again. */
  private static final int MOST = 10_000;

  private final Map<Path, String> said = new ConcurrentHashMap<>();

  /**
   * @param why what it is, and what to do about it
   */
  void because(Path path, String why) {
    if (said.size() >= MOST) {
      said.clear();
    }
    if (!why.equals(said.put(path, why))) {
      LOG.warn("{} is left where it is: {}", path, why);
    }
  }

  /** Nothing is wrong with it any more. */
  void forget(Path path) {
    said.remove(path);
  }
}
