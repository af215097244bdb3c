package dev.slipway.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The digest of a manifest or of an image's configuration, as the OCI image specification writes
 * it.
 *
 * @param value {@code sha256:} and 64 lower-case hexadecimal digits
 */
public record Digest(@JsonValue String value) {
  private static final Pattern GRAMMAR = Pattern.compile("sha256:[0-9a-f]{64}");

  /**
   * @throws IllegalArgumentException when the text is not a SHA-256 digest
   */
  @JsonCreator
  public Digest {
    if (!GRAMMAR.matcher(value).matches()) {
      throw new IllegalArgumentException("not a digest (sha256: and 64 hex digits): " + value);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
