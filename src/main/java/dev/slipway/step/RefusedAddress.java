package dev.slipway.step;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses that no spec and no redirect may send a request to: those of the machine's own link
 * (RFC 3927, RFC 4291), where clouds keep their metadata services with the machine's credentials,
 * the other addresses of such services, and those that are no host's. Loopback and private
 * addresses are allowed: a company's mirror and the sandbox have them.
 */
public final class RefusedAddress {
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?:\\[([^\\]]*)]|([^:]*))(?::\\d*)?");
  private static final Set<String> METADATA_NAMES =
      Set.of("metadata.google.internal", "metadata.goog", "instance-data.ec2.internal");

  /** Of most clouds, Alibaba, Azure, Oracle, Amazon (two) and Google. */
  private static final Set<InetAddress> METADATA =
      Set.of(
          literal("169.254.169.254"),
          literal("100.100.100.200"),
          literal("168.63.129.16"),
          literal("192.0.0.192"),
          literal("[fd00:ec2::254]"),
          literal("[fd00:ec2::23]"),
          literal("[fd20:ce::254]"));

  private static final String IS_METADATA = "is the metadata service of a cloud's machines";

  private RefusedAddress() {}

  /** Finds the addresses of a name. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] addresses(String name) throws UnknownHostException;
  }

  /**
   * Whether the text of a host says that it is refused; no name server is asked. Every spelling of
   * an address counts that some resolver takes: {@code 2852039166}, {@code 0xA9FEA9FE}, {@code
   * 0251.0376.0251.0376}, {@code [::ffff:169.254.169.254]}.
   *
   * @param host a name or an address, with or without a port
   */
  public static boolean isRefused(String host) {
    return reason(name(host)).isPresent();
  }

  /**
   * Requires that a host may be asked, by its text and by every address that its name has here. A
   * name without an address passes: who connects finds that out, or has a proxy that knows it.
   *
   * @param host a name or an address, with or without a port
   * @throws StepFailed ADDRESS_REFUSED
   */
  public static void requireAllowed(String host) throws StepFailed {
    requireAllowed(host, InetAddress::getAllByName);
  }

  static void requireAllowed(String host, Lookup lookup) throws StepFailed {
    String name = name(host);
    Optional<String> reason = reason(name).or(() -> reason(name, lookup));
    if (reason.isPresent()) {
      throw new Failure(
              Kind.LASTING,
              "ADDRESS_REFUSED",
              host + " is refused: it " + reason.get() + ".",
              "Name a host that is meant to be asked; no setting allows this one.")
          .thrown();
    }
  }

  /** Without port, brackets, zone and the dot that ends a whole name. */
  private static String name(String host) {
    Matcher parts = HOST_AND_PORT.matcher(host);
    String name = host;
    if (parts.matches()) {
      name = parts.group(1) == null ? parts.group(2) : parts.group(1);
    }
    return name.toLowerCase(Locale.ROOT).replaceFirst("%.*$", "").replaceFirst("\\.+$", "");
  }

  private static Optional<String> reason(String name) {
    if (METADATA_NAMES.contains(name)) {
      return Optional.of(IS_METADATA);
    }
    if (name.indexOf(':') >= 0) {
      return reason(literal("[" + name + "]"));
    }
    return NumericAddress.readings(name).stream()
        .map(RefusedAddress::reason)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> reason(String name, Lookup lookup) {
    try {
      return Arrays.stream(lookup.addresses(name))
          .flatMap(
              address -> reason(address).map(why -> why + ", " + address.getHostAddress()).stream())
          .findFirst();
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> reason(InetAddress address) {
    if (address == null || address.isLoopbackAddress()) {
      return Optional.empty();
    }
    byte[] bytes = address.getAddress();
    if (METADATA.contains(address)) {
      return Optional.of(IS_METADATA);
    }
    if (address.isLinkLocalAddress()) {
      return Optional.of("is a link-local address");
    }
    if (address.isMulticastAddress()) {
      return Optional.of("is a multicast address");
    }
    if (address.isAnyLocalAddress() || address instanceof Inet4Address && bytes[0] == 0) {
      return Optional.of("is no host's address");
    }
    return NumericAddress.embedded(address).flatMap(RefusedAddress::reason);
  }

  /** The address; null when the text is none. In brackets no name server is ever asked. */
  private static InetAddress literal(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
