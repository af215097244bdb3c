package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.PushResponseItem;
import dev.slipway.image.Digest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushOutputTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  private final List<String> log = new ArrayList<>();
  private final PushOutput output = new PushOutput(log::add);

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
  void progressBarsStayOutOfTheLog() throws Exception {
    item("{\"status\":\"Preparing\",\"id\":\"abc\",\"progressDetail\":{}}");
    item("{\"status\":\"Pushing\",\"id\":\"abc\",\"progressDetail\":{\"current\":1,\"total\":2}}");
    item("{\"status\":\"Pushed\",\"id\":\"abc\",\"progressDetail\":{}}");

    assertThat(log).containsExactly("abc: Preparing", "abc: Pushed");
  }

  private void item(String json) throws Exception {
    output.accept(new ObjectMapper().readValue(json, PushResponseItem.class));
  }
}
