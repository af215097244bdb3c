package dev.slipway.smoke;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What to do about the ways in which R packages are known to fail in a finished image. */
final class Hints {
  private record Known(Pattern symptom, String hint) {}

  /** Most specific first; {@code $1} is what the symptom's group found. */
  private static final List<Known> KNOWN =
      List.of(
          known(
              "version [`'](\\w+_[\\d.]+)' not found",
              "The package was built for another release of the operating system ($1 is newer than"
                  + " the image has): use the repository for the base image's release."),
          known(
              "(\\S+\\.so[\\d.]*): cannot open shared object file",
              "The image lacks the system library $1: add the apt package that has it under"
                  + " `system`."),
          known(
              "undefined symbol: (\\S+)",
              "A library of the image is not the one that the package was built with ($1 is"
                  + " missing in it): use the repository for the base image's release."),
          known(
              "there is no package called .([A-Za-z][A-Za-z0-9.]*)",
              "The image does not have the package $1: add it under `packages`."),
          known("Read-only file system", "In a test only /tmp can be written to."),
          known(
              "Could not resolve host|Temporary failure in name resolution|cannot open URL",
              "There is no network in a test: what a test needs must be in the image."),
          known(
              "Resource temporarily unavailable|pthread_create failed|unable to fork|cannot fork",
              "Raise `processes` of smoke-test in the pipeline file."),
          known("ran out of memory", "Raise `memory` of smoke-test in the pipeline file."),
          known(
              "within the time limit",
              "Raise `timeout` of smoke-test in the pipeline file, if it does end in time."));

  private Hints() {}

  /** The hint for the first text that has a known symptom. */
  static Optional<String> forFirstOf(List<String> texts) {
    return texts.stream().flatMap(text -> hint(text).stream()).findFirst();
  }

  private static Optional<String> hint(String text) {
    for (Known known : KNOWN) {
      Matcher matcher = known.symptom().matcher(text);
      if (matcher.find()) {
        String found = matcher.groupCount() > 0 ? matcher.group(1) : "";
        return Optional.of(known.hint().replace("$1", found));
      }
    }
    return Optional.empty();
  }

  private static Known known(String symptom, String hint) {
    return new Known(Pattern.compile(symptom), hint);
  }
}
