package dev.slipway.dockerfile;

import dev.slipway.image.ImageReference;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Dockerfile that the user wrote.
 *
 * @param text as it is
 * @param folder whose files are its build context
 */
record OwnDockerfile(String text, Path folder) {
  private static final Pattern FROM =
      Pattern.compile(
          "(?i)\\s*FROM\\s+(?:--\\S+\\s+)*(?<image>\\S+)(?:\\s+AS\\s+(?<stage>\\S+))?\\s*");
  private static final String NOTHING = "scratch";

  /**
   * @param given a path among the spec's files when it is one line, else the text itself
   * @throws StepFailed DOCKERFILE_MISSING when there is no such file
   */
  static OwnDockerfile read(String given, Path files) throws StepFailed {
    if (given.strip().contains("\n")) {
      return new OwnDockerfile(given, files);
    }
    Path file = files.resolve(given.strip()).normalize();
    try {
      return new OwnDockerfile(Files.readString(file), file.getParent());
    } catch (IOException e) {
      throw new StepFailed(
          new Failure(
              Kind.LASTING,
              "DOCKERFILE_MISSING",
              "The Dockerfile " + given + " did not come with the spec, or is not UTF-8 text.",
              "Drop a folder or an archive that holds the spec and the Dockerfile."),
          e);
    }
  }

  /**
   * The images that it begins from, except its own stages and those that a build argument names.
   */
  List<ImageReference> bases() {
    List<ImageReference> bases = new ArrayList<>();
    Set<String> own = new HashSet<>(Set.of(NOTHING));
    for (String line : Instructions.of(text)) {
      Matcher from = FROM.matcher(line);
      if (!from.matches()) {
        continue;
      }
      String image = from.group("image");
      if (!own.contains(image.toLowerCase(Locale.ROOT)) && !image.contains("$")) {
        add(image, bases);
      }
      if (from.group("stage") != null) {
        own.add(from.group("stage").toLowerCase(Locale.ROOT));
      }
    }
    return bases;
  }

  /** A name that is none is for the build to refuse, with its line. */
  private static void add(String image, List<ImageReference> bases) {
    try {
      bases.add(ImageReference.parse(image));
    } catch (IllegalArgumentException e) {
      return;
    }
  }
}
