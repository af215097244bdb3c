package dev.slipway.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.slipway.step.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A line of a journal: an event as JSON, and as its last field {@code "crc":"<8 hex>"}. That is the
 * CRC32C of the checksum of the line before (4 bytes, the highest first) and of the bytes before
 * the field, so that lines that were changed, removed or put elsewhere show.
 */
final class JournalLine {
  /** What stands for the checksum of the line before the first. */
  static final int START = 0;

  private static final String FIELD = ",\"crc\":\"";
  private static final byte[] FIELD_BYTES = FIELD.getBytes(StandardCharsets.US_ASCII);
  private static final int ENDING = ending(START).length;

  private final byte[] bytes;
  private final int from;
  private final int to;

  /** Those bytes, without the line end. */
  JournalLine(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  /** An event as a line, with its line end. */
  static byte[] write(JournalEvent event, int before) throws JsonProcessingException {
    return write(Json.mapper().writeValueAsBytes(event), before);
  }

  /** A JSON object with at least one field as a line, with its line end. */
  static byte[] write(byte[] json, int before) {
    int end = json.length - 1;
    byte[] ending = ending(crc(before, json, 0, end));
    byte[] line = Arrays.copyOf(json, end + ending.length + 1);
    System.arraycopy(ending, 0, line, end, ending.length);
    line[line.length - 1] = '\n';
    return line;
  }

  /** Whether it is whole, and the line before it is the one with that checksum. */
  boolean fits(int before) {
    return to - from > ENDING && endsAt(to - ENDING, crc(before, bytes, from, to - ENDING));
  }

  /** Its own checksum; of one that fits. */
  int crc() {
    String hex = new String(bytes, to - 2 - 8, 8, StandardCharsets.US_ASCII);
    return Integer.parseUnsignedInt(hex, 16);
  }

  /** Whether it is a whole line with more behind it: a line end was lost, not a line cut short. */
  boolean startsWithWhole(int before) {
    CRC32C crc = started(before);
    int done = from;
    for (int at = from; at + ENDING < to; at++) {
      if (isField(at)) {
        crc.update(bytes, done, at - done);
        done = at;
        if (endsAt(at, (int) crc.getValue())) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * @throws IOException when another version wrote it
   */
  JournalEvent event() throws IOException {
    byte[] json = Arrays.copyOfRange(bytes, from, to - ENDING + 1);
    json[json.length - 1] = '}';
    return Json.mapper().readValue(json, JournalEvent.class);
  }

  private boolean isField(int at) {
    return Arrays.equals(bytes, at, at + FIELD_BYTES.length, FIELD_BYTES, 0, FIELD_BYTES.length);
  }

  private boolean endsAt(int at, int crc) {
    return Arrays.equals(bytes, at, at + ENDING, ending(crc), 0, ENDING);
  }

  private static byte[] ending(int crc) {
    return (FIELD + "%08x\"}".formatted(crc)).getBytes(StandardCharsets.US_ASCII);
  }

  private static int crc(int before, byte[] bytes, int from, int to) {
    CRC32C crc = started(before);
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  private static CRC32C started(int before) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, before));
    return crc;
  }
}
