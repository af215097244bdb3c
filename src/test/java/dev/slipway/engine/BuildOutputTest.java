package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuildOutputTest {
  private final List<String> log = new ArrayList<>();
  private Instant now = Instant.EPOCH;
  private final BuildOutput output = new BuildOutput(log::add, () -> now);

  @Test
  void buildkitStepsAndLinesAreWrittenAsDockerDoes() throws Exception {
    trace(
        vertex("a", "[1/2] FROM base", true, true, ""),
        vertex("b", "[2/2] RUN x", false, false, ""));
    trace(log("b", "one\ntw"), log("b", "o\n"));
    trace(vertex("b", "[2/2] RUN x", false, true, ""));

    assertThat(log)
        .containsExactly(
            "#1 [1/2] FROM base", "#1 CACHED", "#2 [2/2] RUN x", "#2 one", "#2 two", "#2 DONE");
  }

  @Test
  void movingBytesAreSaidNowAndThen() throws Exception {
    trace(vertex("a", "[1/2] FROM base", false, false, ""), transfer("a", 1_000_000));
    now = now.plusSeconds(6);
    trace(transfer("a", 2_500_000));
    trace(transfer("a", 3_000_000));

    assertThat(log).containsExactly("#1 [1/2] FROM base", "#1 sha256:1f extracting 2.5 of 4.0 MB");
  }

  @Test
  void characterThatIsCutInTwoIsPutTogether() throws Exception {
    byte[] bytes = "‘x’\n".getBytes(StandardCharsets.UTF_8);
    trace(vertex("b", "RUN x", false, false, ""));
    trace(log("b", Arrays.copyOf(bytes, 1)), log("b", Arrays.copyOfRange(bytes, 1, bytes.length)));

    assertThat(log).contains("#1 ‘x’");
  }

  @Test
  void stepThatFailedIsTheOneThatWasNotCancelled() throws Exception {
    trace(
        vertex(
            "a", "[a 1/1] RUN sleep 9", false, true, "process did not complete: context canceled"),
        vertex(
            "b", "[b 2/3] RUN exit 3", false, true, "did not complete successfully: exit code: 3"));
    trace(log("a", "not this\n"), log("b", "this\n"));
    item(
        "{\"errorDetail\":{\"message\":\"process \\\"/bin/sh -c exit 3\\\" did not complete successfully: exit code: 3\"}}");

    assertThat(output.failedInstruction()).contains("RUN exit 3");
    assertThat(output.exitCode()).hasValue(3);
    assertThat(output.tail()).containsExactly("this");
  }

  @Test
  void lastLineWithoutAnEndIsALineToo() throws Exception {
    trace(vertex("b", "RUN x", false, false, ""));
    trace(log("b", "no end"));
    output.end();

    assertThat(log).contains("#1 no end");
  }

  @Test
  void buildkitsImageIdIsFound() throws Exception {
    item("{\"id\":\"moby.image.id\",\"aux\":{\"ID\":\"sha256:1\"}}");

    assertThat(output.imageId()).contains("sha256:1");
    assertThat(output.error()).isEmpty();
  }

  @Test
  void classicBuildersFailureIsUnderstood() throws Exception {
    item("{\"stream\":\"Step 1/2 : FROM base\\n\"}");
    item("{\"stream\":\"Step 2/2 : RUN exit 3\"}");
    item("{\"stream\":\"\\n\"}");
    item("{\"stream\":\"Successfully built numpy\\n\"}");
    item(
        "{\"errorDetail\":{\"code\":3,\"message\":\"The command '/bin/sh -c exit 3' returned a"
            + " non-zero code: 3\"},\"error\":\"The command returned a non-zero code: 3\"}");

    assertThat(output.failedInstruction()).contains("RUN exit 3");
    assertThat(output.exitCode()).hasValue(3);
    assertThat(output.tail()).containsExactly("Successfully built numpy");
    assertThat(output.imageId()).isEmpty();
  }

  @Test
  void podmansFailureIsUnderstood() throws Exception {
    item("{\"stream\":\"STEP 1/2: FROM base\\n\"}");
    item("{\"stream\":\"STEP 2/2: RUN exit 3\\n\"}");
    item(
        "{\"error\":\"building at STEP \\\"RUN exit 3\\\": while running runtime: exit status 3\"}");

    assertThat(output.failedInstruction()).contains("RUN exit 3");
    assertThat(output.exitCode()).hasValue(3);
  }

  private void item(String json) throws Exception {
    output.accept(new ObjectMapper().readTree(json));
  }

  private void trace(UnknownFieldSet... parts) throws Exception {
    UnknownFieldSet.Builder status = UnknownFieldSet.newBuilder();
    for (UnknownFieldSet part : parts) {
      status.mergeFrom(part);
    }
    String aux = Base64.getEncoder().encodeToString(status.build().toByteArray());
    item("{\"id\":\"moby.buildkit.trace\",\"aux\":\"" + aux + "\"}");
  }

  private static UnknownFieldSet vertex(
      String digest, String name, boolean cached, boolean completed, String error) {
    UnknownFieldSet.Builder vertex =
        UnknownFieldSet.newBuilder()
            .addField(1, text(digest))
            .addField(3, text(name))
            .addField(5, text(""));
    if (cached) {
      vertex.addField(4, Field.newBuilder().addVarint(1).build());
    }
    if (completed) {
      vertex.addField(6, text(""));
    }
    if (!error.isEmpty()) {
      vertex.addField(7, text(error));
    }
    return UnknownFieldSet.newBuilder().addField(1, message(vertex.build())).build();
  }

  private static UnknownFieldSet transfer(String vertex, long current) {
    UnknownFieldSet status =
        UnknownFieldSet.newBuilder()
            .addField(1, text("sha256:1f extracting"))
            .addField(2, text(vertex))
            .addField(4, Field.newBuilder().addVarint(current).build())
            .addField(5, Field.newBuilder().addVarint(4_000_000).build())
            .build();
    return UnknownFieldSet.newBuilder().addField(2, message(status)).build();
  }

  private static UnknownFieldSet log(String vertex, String piece) {
    return log(vertex, piece.getBytes(StandardCharsets.UTF_8));
  }

  private static UnknownFieldSet log(String vertex, byte[] piece) {
    UnknownFieldSet log =
        UnknownFieldSet.newBuilder()
            .addField(1, text(vertex))
            .addField(4, Field.newBuilder().addLengthDelimited(ByteString.copyFrom(piece)).build())
            .build();
    return UnknownFieldSet.newBuilder().addField(3, message(log)).build();
  }

  private static Field text(String text) {
    return Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(text)).build();
  }

  private static Field message(UnknownFieldSet message) {
    return Field.newBuilder().addLengthDelimited(message.toByteString()).build();
  }
}
