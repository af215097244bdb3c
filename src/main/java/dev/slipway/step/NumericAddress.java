package dev.slipway.step;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * The spellings of IPv4 addresses. The C library's {@code inet_aton} takes one to four numbers,
 * decimal, octal ({@code 0…}) or hexadecimal ({@code 0x…}), the last of which fills the bytes that
 * are left; Java takes {@code 0…} for decimal. IPv6 has addresses that stand for an IPv4 one.
 */
final class NumericAddress {
  private static final byte[] COMPATIBLE = new byte[12];

  /** RFC 6052: an address translator's prefix. */
  private static final byte[] TRANSLATED = {
    0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0
  };

  private NumericAddress() {}

  /** The addresses that some resolver takes the text for; empty when it is a name to all. */
  static Set<InetAddress> readings(String text) {
    Set<InetAddress> readings = new LinkedHashSet<>();
    read(text, NumericAddress::number).ifPresent(readings::add);
    read(text, part -> number(part, 10)).ifPresent(readings::add);
    return readings;
  }

  /** The IPv4 address that an IPv6 one stands for: compatible, translated (NAT64), or 6to4. */
  static Optional<InetAddress> embedded(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return Optional.empty();
    }
    byte[] bytes = address.getAddress();
    byte[] prefix = Arrays.copyOf(bytes, 12);
    if (Arrays.equals(prefix, COMPATIBLE) || Arrays.equals(prefix, TRANSLATED)) {
      return Optional.of(of(Arrays.copyOfRange(bytes, 12, 16)));
    }
    return bytes[0] == 0x20 && bytes[1] == 0x02
        ? Optional.of(of(Arrays.copyOfRange(bytes, 2, 6)))
        : Optional.empty();
  }

  private static Optional<InetAddress> read(String text, Function<String, OptionalLong> number) {
    String[] parts = text.split("\\.", -1);
    if (parts.length > 4) {
      return Optional.empty();
    }
    long value = 0;
    for (int i = 0; i < parts.length; i++) {
      OptionalLong part = number.apply(parts[i]);
      int bits = i == parts.length - 1 ? 8 * (4 - i) : 8;
      if (part.isEmpty() || part.getAsLong() >>> bits != 0) {
        return Optional.empty();
      }
      value = value << bits | part.getAsLong();
    }
    return Optional.of(of(ByteBuffer.allocate(4).putInt((int) value).array()));
  }

  private static OptionalLong number(String part) {
    if (part.startsWith("0x")) {
      return part.length() == 2 ? OptionalLong.of(0) : number(part.substring(2), 16);
    }
    return number(part, part.startsWith("0") ? 8 : 10);
  }

  private static OptionalLong number(String digits, int radix) {
    boolean valid =
        !digits.isEmpty()
            && digits.chars().allMatch(c -> c < 128 && Character.digit(c, radix) >= 0);
    String plain = digits.replaceFirst("^0+(?=.)", "");
    return valid && plain.length() <= 11
        ? OptionalLong.of(Long.parseLong(plain, radix))
        : OptionalLong.empty();
  }

  private static InetAddress of(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
