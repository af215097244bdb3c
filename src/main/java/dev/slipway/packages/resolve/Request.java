package dev.slipway.packages.resolve;

import dev.slipway.image.Digest;
import dev.slipway.spec.Spec;
import dev.slipway.spec.SpecDigest;
import java.util.LinkedHashMap;
import java.util.Map;

/** What of a spec decides its lock. */
final class Request {
  private Request() {}

  /** The same for specs that ask for the same packages on the same base. */
  static Digest digest(Spec spec, LocalPackages local) {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("r", spec.r());
    parts.put("base", spec.base());
    parts.put("dockerfile", spec.dockerfile());
    parts.put("snapshot", spec.snapshot());
    parts.put("bioconductor", spec.bioconductor());
    parts.put("packages", spec.packages());
    parts.put("system", spec.system());
    parts.put("local", local.descriptions());
    return SpecDigest.ofParts(parts);
  }
}
