package dev.slipway.fault;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A secret that is made up for a test, with every form in which it could come to light.
 *
 * @param name for messages
 * @param forms those to search for
 */
record Canary(String name, String secret, Set<String> forms) {
  /** How many bytes at either end of a Base64 text depend on what stands beside the secret. */
  private static final int EDGE = 4;

  private static final SecureRandom RANDOM = new SecureRandom();

  /** A password of that user, with characters that URLs and JSON write differently. */
  static Canary password(String name, String user) {
    return of(name, "c4na+ry/" + letters() + "=&%", user);
  }

  /** A token as GitHub's look. */
  static Canary token(String name) {
    return of(name, "ghp_" + letters() + letters(), "x-access-token");
  }

  private static Canary of(String name, String secret, String user) {
    Set<String> forms = new LinkedHashSet<>();
    forms.add(secret);
    forms.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
    forms.add(secret.replace("/", "\\/"));
    forms.add(secret.replace("&", "\\u0026"));
    for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
      byte[] pair = (user + ":" + secret).getBytes(StandardCharsets.UTF_8);
      forms.add(encoder.withoutPadding().encodeToString(pair));
      for (int before = 0; before < 3; before++) {
        forms.add(aligned(encoder, secret, before));
      }
    }
    return new Canary(name, secret, Set.copyOf(forms));
  }

  /** What is the same whatever stands around the secret, that many bytes into a group of three. */
  private static String aligned(Base64.Encoder encoder, String secret, int before) {
    byte[] bytes = ("x".repeat(before) + secret + "xx").getBytes(StandardCharsets.UTF_8);
    String text = encoder.withoutPadding().encodeToString(bytes);
    return text.substring(before == 0 ? 0 : EDGE, text.length() - EDGE - 1);
  }

  /** In which of its forms the text has it; empty when in none. */
  List<String> in(String text) {
    return forms.stream().filter(text::contains).toList();
  }

  private static String letters() {
    byte[] random = new byte[12];
    RANDOM.nextBytes(random);
    return java.util.HexFormat.of().formatHex(random);
  }
}
