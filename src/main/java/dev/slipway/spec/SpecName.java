package dev.slipway.spec;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes a job's name of a name that somebody else chose. */
public final class SpecName {
  private static final int LONGEST = 63;
  private static final Pattern UNFIT = Pattern.compile("[^a-z0-9]+");
  private static final Pattern ENDING =
      Pattern.compile("\\.(?:tar\\.gz|tgz|zip|lock|json|ya?ml)$", Pattern.CASE_INSENSITIVE);

  /** The time and the four digits at the end of a job's folder or dead letter. */
  private static final Pattern JOB = Pattern.compile("-\\d{8}-\\d{6}-[0-9a-f]{4}$");

  /** Names that every project's file has; its folder's name says more. */
  private static final Set<String> COMMON = Set.of("renv.lock", "cluster.json", "Dockerfile");

  private SpecName() {}

  /**
   * The name in lower case, with a hyphen for what is neither letter nor digit.
   *
   * @param otherwise what it is called when nothing is left
   */
  public static String fit(String name, String otherwise) {
    String plain = UNFIT.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("-");
    String cut = plain.replaceAll("^-", "");
    cut = cut.substring(0, Math.min(cut.length(), LONGEST)).replaceAll("-$", "");
    return cut.isEmpty() ? otherwise : cut;
  }

  /**
   * The name that a file or its folder gives: {@code demo} for {@code demo.zip/renv.lock} and for
   * {@code demo.lock}, {@code renv} for {@code renv.lock} alone.
   */
  public static String ofFile(String path) {
    int slash = path.lastIndexOf('/');
    String file = path.substring(slash + 1);
    String otherwise = fit(stem(file), "spec");
    if (slash <= 0 || !COMMON.contains(file)) {
      return otherwise;
    }
    String folder = path.substring(path.lastIndexOf('/', slash - 1) + 1, slash);
    return fit(stem(folder), otherwise);
  }

  private static String stem(String name) {
    return JOB.matcher(ENDING.matcher(name).replaceFirst("")).replaceFirst("");
  }
}
