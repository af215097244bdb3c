package dev.slipway.packages.closure;

import dev.slipway.packages.Dcf;
import dev.slipway.packages.Description;
import dev.slipway.packages.repository.PackageServer;
import dev.slipway.spec.Spec.CranPackage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a test wants to have resolved. */
final class Requests {
  private Requests() {}

  /** Packages of CRAN, {@code abc} or {@code abc@1.0}. */
  static Wanted cran(String... names) {
    return new Wanted(
        Arrays.stream(names)
            .map(name -> name.split("@"))
            .map(
                parts ->
                    new CranPackage(
                        parts[0], parts.length == 1 ? Optional.empty() : Optional.of(parts[1])))
            .toList(),
        List.of(),
        List.of(),
        List.of());
  }

  /** A DESCRIPTION, {@code mine 0.1 Imports: abc}. */
  static Description description(String brief) {
    return Description.of(Dcf.readFirst(PackageServer.record(brief)));
  }
}
