package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.PushResponseItem;
import dev.slipway.image.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushOutputTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  private final List<String> log = new ArrayList<>();
  private Instant now = Instant.EPOCH;
  private final PushOutput output = new PushOutput(log::add, new StreamItems(() -> now));

  @Test
  void digestOfTheAuxItemIsFound() throws Exception {
    item("{\"aux\":{\"Tag\":\"1\",\"Digest\":\"" + DIGEST + "\",\"Size\":528}}");

    assertThat(output.digest()).contains(new Digest(DIGEST));
  }

  @Test
  void digestOfTheStatusLineIsFound() throws Exception {
    item("{\"status\":\"1: digest: " + DIGEST + " size: 528\"}");

    assertThat(output.digest()).contains(new Digest(DIGEST));
  }

  @Test
  void errorInTheStreamIsAnError() throws Exception {
    item("{\"errorDetail\":{\"message\":\"denied\"},\"error\":\"denied\"}");

    assertThat(output.error()).contains("denied");
    assertThat(log).containsExactly("ERROR: denied");
  }

  @Test
  void movingBytesAreSaidNowAndThen() throws Exception {
    bar("abc", 1_000_000);
    now = now.plusSeconds(6);
    bar("abc", 5_500_000);
    bar("def", 6_000_000);
    now = now.plusSeconds(6);
    bar("abc", 5_500_000);

    assertThat(log).containsExactly("abc: Pushing 5.5 of 10.0 MB");
  }

  @Test
  void otherStepsOfProgressBarsStayOutOfTheLog() throws Exception {
    item("{\"status\":\"Preparing\",\"id\":\"abc\",\"progressDetail\":{}}");
    item("{\"status\":\"Pushing\",\"id\":\"abc\",\"progressDetail\":{\"current\":1,\"total\":2}}");
    item("{\"status\":\"Pushed\",\"id\":\"abc\",\"progressDetail\":{}}");

    assertThat(log).containsExactly("abc: Preparing", "abc: Pushed");
  }

  private void bar(String layer, long current) throws Exception {
    item(
        "{\"status\":\"Pushing\",\"id\":\"%s\",\"progressDetail\":{\"current\":%d,\"total\":10000000}}"
            .formatted(layer, current));
  }

  private void item(String json) throws Exception {
    output.accept(new ObjectMapper().readValue(json, PushResponseItem.class));
  }
}
