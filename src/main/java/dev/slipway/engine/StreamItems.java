package dev.slipway.engine;

import com.github.dockerjava.api.model.ResponseItem;
import java.util.Optional;

/** Reads the items that a pull or a push streams. */
final class StreamItems {
  private StreamItems() {}

  /** The error that an item reports: {@code errorDetail}, or {@code error} of older engines. */
  @SuppressWarnings("deprecation")
  static Optional<String> error(ResponseItem item) {
    return Optional.ofNullable(item.getErrorDetail())
        .map(ResponseItem.ErrorDetail::getMessage)
        .or(() -> Optional.ofNullable(item.getError()))
        .map(String::strip);
  }

  /** The line for a log; empty for a progress bar. */
  static Optional<String> status(ResponseItem item) {
    boolean bar = item.getProgressDetail() != null && item.getProgressDetail().getCurrent() != null;
    return Optional.ofNullable(item.getStatus())
        .filter(status -> !bar && !status.isBlank())
        .map(status -> item.getId() == null ? status : item.getId() + ": " + status);
  }
}
