package dev.slipway.job;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Makes job ids: {@code <name>-<utc yyyyMMdd-HHmmss>-<4 hex>}; readable, sortable, safe as a file
 * name.
 */
public final class JobId {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private static final Pattern FORM =
      Pattern.compile("[a-z0-9][a-z0-9-]*-\\d{8}-\\d{6}-[0-9a-f]{4}");

  private static final int SUFFIX = "yyyyMMdd-HHmmss-ffff".length();

  private JobId() {}

  /** Whether a folder of that name can be a job's. */
  public static boolean is(String name) {
    return FORM.matcher(name).matches();
  }

  /** What an id begins with: the name that the spec gives. */
  public static String name(String id) {
    return id.substring(0, id.length() - SUFFIX - 1);
  }

  /** The part of a job's folder name that orders jobs by time. */
  public static String time(Path folder) {
    String id = folder.getFileName().toString();
    return id.substring(Math.max(0, id.length() - SUFFIX));
  }

  static String of(String name, Instant accepted, RandomGenerator random) {
    return "%s-%s-%04x".formatted(name, TIME.format(accepted), random.nextInt(1 << 16));
  }
}
