package dev.slipway.engine;

import com.github.dockerjava.api.model.ResponseItem;
import java.time.InstantSource;
import java.util.Optional;

/** Reads the items that a pull or a push streams. */
final class StreamItems {
  private final Transfers transfers;

  StreamItems() {
    this(InstantSource.system());
  }

  StreamItems(InstantSource clock) {
    transfers = new Transfers(clock);
  }

  /** The error that an item reports: {@code errorDetail}, or {@code error} of older engines. */
  @SuppressWarnings("deprecation")
  static Optional<String> error(ResponseItem item) {
    return Optional.ofNullable(item.getErrorDetail())
        .map(ResponseItem.ErrorDetail::getMessage)
        .or(() -> Optional.ofNullable(item.getError()))
        .map(EngineErrors::withoutQueries)
        .map(String::strip);
  }

  /** The line for a log, if the item is worth one: of a progress bar's many only a few are. */
  Optional<String> line(ResponseItem item) {
    Optional<String> status =
        Optional.ofNullable(item.getStatus())
            .filter(text -> !text.isBlank())
            .map(text -> item.getId() == null ? text : item.getId() + ": " + text);
    ResponseItem.ProgressDetail bar = item.getProgressDetail();
    if (bar == null || bar.getCurrent() == null) {
      return status;
    }
    long total = Optional.ofNullable(bar.getTotal()).orElse(0L);
    return status.flatMap(text -> transfers.moved(text, bar.getCurrent(), total));
  }
}
