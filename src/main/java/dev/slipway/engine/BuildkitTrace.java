package dev.slipway.engine;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Follows a build of BuildKit and writes it as {@code docker build --progress=plain} does.
 *
 * <p>A trace is a {@code moby.buildkit.v1.StatusResponse} (buildkit, {@code
 * api/services/control/control.proto}): {@code vertexes = 1}, {@code statuses = 2}, {@code logs =
 * 3}; a vertex has {@code digest = 1}, {@code name = 3}, {@code cached = 4}, {@code started = 5},
 * {@code completed = 6}, {@code error = 7}; a status has {@code ID = 1}, {@code vertex = 2}, {@code
 * current = 4}, {@code total = 5}; a log has {@code vertex = 1}, {@code msg = 4}.
 */
final class BuildkitTrace {
  private final Consumer<String> log;
  private final Consumer<String> printed;
  private final Map<String, Vertex> vertexes = new LinkedHashMap<>();
  private final Transfers transfers;

  /**
   * @param printed takes the lines that instructions print, and nothing else
   */
  BuildkitTrace(Consumer<String> log, Consumer<String> printed, InstantSource clock) {
    this.log = log;
    this.printed = printed;
    this.transfers = new Transfers(clock);
  }

  void accept(byte[] statusResponse) {
    UnknownFieldSet status = parse(statusResponse);
    messages(status, 1).forEach(this::vertex);
    messages(status, 2).forEach(this::transfer);
    messages(status, 3).forEach(this::log);
  }

  void end() {
    vertexes.values().forEach(vertex -> vertex.lines.end());
  }

  /** The vertex whose error is the reason of the failure, not a consequence of it. */
  Optional<Vertex> failed() {
    return vertexes.values().stream()
        .filter(vertex -> !vertex.error.isEmpty() && !vertex.error.contains("context canceled"))
        .findFirst();
  }

  private void vertex(UnknownFieldSet message) {
    Vertex vertex =
        vertexes.computeIfAbsent(
            text(message, 1), digest -> new Vertex(vertexes.size() + 1, text(message, 3)));
    if (message.hasField(5)) {
      vertex.start();
    }
    if (message.hasField(6) || message.hasField(7)) {
      vertex.complete(message.hasField(4), text(message, 7));
    }
  }

  private void transfer(UnknownFieldSet message) {
    Vertex vertex = vertexes.get(text(message, 2));
    if (vertex != null) {
      transfers
          .moved(text(message, 1), number(message, 4), number(message, 5))
          .ifPresent(vertex::say);
    }
  }

  private void log(UnknownFieldSet message) {
    Vertex vertex = vertexes.get(text(message, 1));
    if (vertex != null) {
      bytes(message, 4).ifPresent(piece -> vertex.lines.add(piece.toByteArray()));
    }
  }

  private static UnknownFieldSet parse(byte[] message) {
    try {
      return UnknownFieldSet.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the engine's build progress is no BuildKit trace", e);
    }
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet in, int field) {
    return in.getField(field).getLengthDelimitedList().stream()
        .map(bytes -> parse(bytes.toByteArray()))
        .toList();
  }

  private static Optional<ByteString> bytes(UnknownFieldSet in, int field) {
    return in.getField(field).getLengthDelimitedList().stream().findFirst();
  }

  private static String text(UnknownFieldSet in, int field) {
    return bytes(in, field).map(ByteString::toStringUtf8).orElse("");
  }

  private static long number(UnknownFieldSet in, int field) {
    return in.getField(field).getVarintList().stream().findFirst().orElse(0L);
  }

  /** A node of the build's graph: an instruction, or one of BuildKit's own doings. */
  final class Vertex {
    private final int number;
    private final String name;
    private final Tail tail = new Tail();
    private final LineSplitter lines = new LineSplitter(this::line);
    private boolean started;
    private boolean completed;
    private String error = "";

    private Vertex(int number, String name) {
      this.number = number;
      this.name = name;
    }

    private void start() {
      if (!started) {
        started = true;
        say(name);
      }
    }

    private void complete(boolean cached, String failure) {
      if (completed) {
        return;
      }
      start();
      completed = true;
      error = failure;
      say(!failure.isEmpty() ? "ERROR: " + failure : cached ? "CACHED" : "DONE");
    }

    private void line(String line) {
      tail.add(line);
      printed.accept(line);
      say(line);
    }

    private void say(String text) {
      log.accept("#" + number + " " + text);
    }

    /** The instruction without BuildKit's count before it: {@code [stage 2/3] RUN true}. */
    String instruction() {
      return name.replaceFirst("^\\[[^]]*] ", "");
    }

    List<String> tail() {
      return tail.lines();
    }
  }
}
