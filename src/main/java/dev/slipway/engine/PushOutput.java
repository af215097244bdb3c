package dev.slipway.engine;

import com.github.dockerjava.api.model.PushResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import dev.slipway.image.Digest;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Understands the items of a push; the status 200 of its answer says nothing. */
final class PushOutput {
  /** The containerd store says the digest only here. */
  private static final Pattern DIGEST = Pattern.compile("digest: (sha256:[0-9a-f]{64})");

  private final Consumer<String> log;
  private final StreamItems items;
  private Optional<String> error = Optional.empty();
  private Optional<Digest> digest = Optional.empty();

  PushOutput(Consumer<String> log) {
    this(log, new StreamItems());
  }

  PushOutput(Consumer<String> log, StreamItems items) {
    this.log = log;
    this.items = items;
  }

  void accept(PushResponseItem item) {
    items.line(item).ifPresent(this::line);
    Optional.ofNullable(item.getAux())
        .map(ResponseItem.AuxDetail::getDigest)
        .ifPresent(value -> digest = Optional.of(new Digest(value)));
    StreamItems.error(item)
        .ifPresent(
            message -> {
              error = Optional.of(message);
              log.accept("ERROR: " + message);
            });
  }

  private void line(String line) {
    log.accept(line);
    Matcher matcher = DIGEST.matcher(line);
    if (digest.isEmpty() && matcher.find()) {
      digest = Optional.of(new Digest(matcher.group(1)));
    }
  }

  Optional<String> error() {
    return error;
  }

  Optional<Digest> digest() {
    return digest;
  }
}
