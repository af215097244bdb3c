package dev.slipway.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.0.1",
        "169.254.169.254:80",
        "169.254.169.254.",
        "2852039166",
        "0xA9FEA9FE",
        "0xa9.0xfe.0xa9.0xfe",
        "0251.0376.0251.0376",
        "0251.0376.0251.0376:5000",
        "000251.0376.0251.00000376",
        "0169.0254.0169.0254",
        "169.16689662",
        "169.254.43518",
        "025177524776",
        "[::ffff:169.254.169.254]",
        "[::ffff:a9fe:a9fe]:80",
        "::ffff:169.254.169.254",
        "[::169.254.169.254]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:a9fe:a9fe::1]",
        "[fe80::1]",
        "fe80::1%eth0",
        "[fe80::1%25eth0]:443",
        "[febf::1]",
        "[fd00:ec2::254]",
        "[FD00:0EC2:0:0:0:0:0:254]",
        "100.100.100.200",
        "168.63.129.16",
        "metadata.google.internal",
        "Metadata.Google.Internal.",
        "metadata.google.internal:80",
        "0.0.0.0",
        "0",
        "0x0",
        "0.1.2.3",
        "[::]",
        "[0:0:0:0:0:0:0:0]:80",
        "224.0.0.1",
        "239.255.255.250",
        "[ff02::1]",
      })
  void everySpellingOfARefusedAddressIsRefused(String host) {
    assertThat(RefusedAddress.isRefused(host)).isTrue();
    assertThat(failure(host, name -> new InetAddress[0]).code()).isEqualTo("ADDRESS_REFUSED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":80",
        "[]",
        "[",
        "localhost",
        "localhost:5000",
        "127.0.0.1:5000",
        "127.1",
        "0x7f000001",
        "[::1]:5000",
        "[::ffff:127.0.0.1]",
        "10.0.0.1",
        "172.16.5.4:5000",
        "192.168.1.1",
        "[fd12:3456::1]",
        "docker.io",
        "registry.example:5000",
        "169.254.169.254.example",
        "169.254.169.256",
        "1.2.3.4.5",
        "99999999999999999999",
        "4294967296",
        "face.example",
        "0xzz",
        "metadata.example",
        "::not:an:address::",
      })
  void othersAreAllowed(String host) {
    assertThat(RefusedAddress.isRefused(host)).isFalse();
  }

  @Test
  void aNameIsRefusedForEachOfItsAddresses() throws UnknownHostException {
    InetAddress[] addresses = {
      InetAddress.getByName("192.0.2.1"), InetAddress.getByName("169.254.169.254")
    };

    Failure failure = failure("rebound.example:443", name -> addresses);

    assertThat(failure.kind()).isEqualTo(Kind.LASTING);
    assertThat(failure.message())
        .isEqualTo(
            "rebound.example:443 is refused: it is the metadata service of a cloud's machines,"
                + " 169.254.169.254.");
  }

  @Test
  void theMessageSaysWhy() {
    assertThat(failure("[fe80::1]", name -> new InetAddress[0]).message())
        .isEqualTo("[fe80::1] is refused: it is a link-local address.");
  }

  @Test
  void aNameIsLookedUpWithoutItsPort() {
    assertThatCode(() -> RefusedAddress.requireAllowed("localhost:5000"))
        .doesNotThrowAnyException();
    assertThatCode(
            () ->
                RefusedAddress.requireAllowed(
                    "registry.example:5000",
                    name -> {
                      assertThat(name).isEqualTo("registry.example");
                      return new InetAddress[0];
                    }))
        .doesNotThrowAnyException();
  }

  @Test
  void aNameThatIsNotKnownHerePasses() {
    assertThatCode(
            () ->
                RefusedAddress.requireAllowed(
                    "behind-a-proxy.example",
                    name -> {
                      throw new UnknownHostException(name);
                    }))
        .doesNotThrowAnyException();
  }

  private static Failure failure(String host, RefusedAddress.Lookup lookup) {
    return catchThrowableOfType(StepFailed.class, () -> RefusedAddress.requireAllowed(host, lookup))
        .failure();
  }
}
