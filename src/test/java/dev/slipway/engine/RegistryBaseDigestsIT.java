package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.image.Digest;
import dev.slipway.image.ImageReference;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RegistryBaseDigestsIT {
  @RegisterExtension final RealEngine real = new RealEngine();

  @Test
  void registryTellsTheDigestThatTheEngineCanPull() throws Exception {
    Digest digest = digestOf(RealEngine.BASE).orElseThrow();

    assertThat(real.operations().image("127.0.0.1:5000/sandbox/plain@" + digest)).isPresent();
  }

  @Test
  void imageThatOnlyTheEngineHasCannotBePinned() throws Exception {
    String local = real.forgotten("127.0.0.1:5000/engine-it/local:" + System.nanoTime());
    String[] name = local.split(":(?=[^:]*$)");
    real.engine().client().tagImageCmd(RealEngine.BASE, name[0], name[1]).exec();

    assertThat(digestOf(local)).isEmpty();
  }

  @Test
  void imageThatNobodyHasIsLasting() {
    assertThatThrownBy(() -> digestOf("127.0.0.1:5000/engine-it/nosuch:1"))
        .isInstanceOfSatisfying(
            StepFailed.class,
            e -> {
              assertThat(e.failure().kind()).isEqualTo(Kind.LASTING);
              assertThat(e.failure().code()).isEqualTo("BASE_NOT_FOUND");
              assertThat(e.failure().message()).contains("127.0.0.1:5000/engine-it/nosuch:1");
            });
  }

  private Optional<Digest> digestOf(String image) throws StepFailed, InterruptedException {
    return new RegistryBaseDigests(
            new RegistryClient(new DockerCredentials(), real.calls()), real.engine(), real.calls())
        .digestOf(ImageReference.parse(image));
  }
}
