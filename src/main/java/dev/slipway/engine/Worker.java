package dev.slipway.engine;

import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * Whose jobs an engine's containers and images belong to: the work folder's, so that what a process
 * left behind is found by the next one that has the folder to itself.
 *
 * @param id eight hexadecimal digits
 */
public record Worker(String id) {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}");

  /**
   * @throws IllegalArgumentException when the id is not of that form
   */
  public Worker {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("not eight hexadecimal digits: " + id);
    }
  }

  /** One that nobody else is. */
  public static Worker create() {
    return new Worker("%08x".formatted(new SecureRandom().nextInt()));
  }
}
