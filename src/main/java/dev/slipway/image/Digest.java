package dev.slipway.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The digest of a manifest or of an image's configuration, as the OCI image specification writes
 * it.
 *
 * @param value {@code sha256:} and 64 lower-case hexadecimal digits
 */
public record Digest(@JsonValue String value) {
  private static final String ALGORITHM = "sha256:";
  private static final Pattern GRAMMAR = Pattern.compile(ALGORITHM + "[0-9a-f]{64}");

  /**
   * @throws IllegalArgumentException when the text is not a SHA-256 digest
   */
  @JsonCreator
  public Digest {
    if (!GRAMMAR.matcher(value).matches()) {
      throw new IllegalArgumentException("not a digest (sha256: and 64 hex digits): " + value);
    }
  }

  /** The digest of some bytes. */
  public static Digest of(byte[] content) {
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(content);
      return new Digest(ALGORITHM + HexFormat.of().formatHex(sum));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Its 64 hexadecimal digits alone. */
  public String hex() {
    return value.substring(ALGORITHM.length());
  }

  @Override
  public String toString() {
    return value;
  }
}
