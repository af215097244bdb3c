package dev.slipway.spec.document;

import static dev.slipway.spec.document.Problem.Code.EMPTY;
import static dev.slipway.spec.document.Problem.Code.ENCODING;
import static dev.slipway.spec.document.Problem.Code.TEXT;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Strict decoding: a byte that is not UTF-8 is a problem with a position, never a replacement. */
final class Utf8 {
  private static final String SAVE = "save the file as UTF-8";

  private Utf8() {}

  /** The text of those bytes, without a byte order mark. */
  static String decode(byte[] bytes) throws Unreadable {
    if (startsWith(bytes, 0xff, 0xfe, 0, 0) || startsWith(bytes, 0, 0, 0xfe, 0xff)) {
      throw wrong(ENCODING, Position.START, "the file is UTF-32", SAVE);
    }
    if (startsWith(bytes, 0xfe, 0xff) || startsWith(bytes, 0xff, 0xfe)) {
      throw wrong(ENCODING, Position.START, "the file is UTF-16", SAVE);
    }
    int mark = startsWith(bytes, 0xef, 0xbb, 0xbf) ? 3 : 0;
    String text = decode(ByteBuffer.wrap(bytes, mark, bytes.length - mark));
    if (text.isBlank()) {
      throw wrong(EMPTY, Position.START, "the file is empty", "");
    }
    refuseControlCharacters(text);
    return text;
  }

  private static String decode(ByteBuffer bytes) throws Unreadable {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    CoderResult result = decoder.decode(bytes, text, true);
    text.flip();
    if (result.isError()) {
      throw wrong(
          ENCODING,
          new Cursor(text.toString()).moveTo(text.length()),
          "byte 0x%02x is not UTF-8".formatted(bytes.get(bytes.position())),
          SAVE);
    }
    return text.toString();
  }

  /** Characters that YAML does not allow in a file at all, and that JSON has no use for. */
  private static void refuseControlCharacters(String text) throws Unreadable {
    for (int offset = 0; offset < text.length(); ) {
      int c = text.codePointAt(offset);
      if (!StreamReader.isPrintable(c)) {
        Position at = new Cursor(text).moveTo(offset);
        throw c == 0
            ? wrong(
                ENCODING,
                at,
                "a NUL byte: this is not a text file, or it is UTF-16 or UTF-32",
                SAVE)
            : wrong(TEXT, at, "a control character, \\u%04x".formatted(c), "remove it");
      }
      offset += Character.charCount(c);
    }
  }

  private static boolean startsWith(byte[] bytes, int... start) {
    for (int i = 0; i < start.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != start[i]) {
        return false;
      }
    }
    return true;
  }

  private static Unreadable wrong(Problem.Code code, Position at, String message, String hint) {
    return new Unreadable(code, at, FieldPath.ROOT, message, hint);
  }
}
