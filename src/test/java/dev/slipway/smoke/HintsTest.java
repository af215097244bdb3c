package dev.slipway.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HintsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "libxml2.so.2: cannot open shared object file: No such file or directory | libxml2.so.2",
        "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by a.so) | GLIBC_2.38",
        "a.so: undefined symbol: u_errorName_66 | u_errorName_66",
        "there is no package called ‘data.table’ | data.table",
        "cannot open file '/usr/x': Read-only file system | /tmp",
        "Could not resolve host: example.org | no network",
        "pthread_create failed for thread 3 of 64: Resource temporarily unavailable | processes"
      })
  void knowsTheSymptom(String message, String hintHas) {
    assertThat(Hints.forFirstOf(List.of("nothing known", message)))
        .hasValueSatisfying(hint -> assertThat(hint).contains(hintHas));
  }

  @Test
  void saysNothingOfWhatItDoesNotKnow() {
    assertThat(Hints.forFirstOf(List.of("object of type 'closure' is not subsettable"))).isEmpty();
  }
}
