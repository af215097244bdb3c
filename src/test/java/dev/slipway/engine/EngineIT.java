package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.InfoRegistryConfig;
import dev.slipway.image.ImageReference;
import dev.slipway.step.StepFailed;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EngineIT {
  /** This machine by an address that is no loopback name, so that no exception is made for it. */
  private static final String ELSEWHERE = "[::ffff:7f00:1]:5000";

  @RegisterExtension final RealEngine real = new RealEngine();

  @Test
  void realEngineAnswers() throws Exception {
    assertThat(real.engine().ping().api()).isPresent();
    assertThat(real.engine().ping().podman()).isFalse();
  }

  @Test
  void registryThatTheEngineMayUseWithoutTlsIsAskedWithoutTls() throws Exception {
    Info info =
        new Info()
            .withRegistryConfig(
                new InfoRegistryConfig()
                    .withIndexConfigs(
                        Map.of(ELSEWHERE, new InfoRegistryConfig.IndexConfig().withSecure(false))));
    RegistryClient client =
        new RegistryClient(new DockerCredentials(), (operation, parameters) -> info);

    assertThat(client.digestOf(ImageReference.parse(ELSEWHERE + "/sandbox/plain:1"))).isPresent();
  }

  @Test
  void otherRegistriesAreAskedWithTlsOnly() {
    RegistryClient client = new RegistryClient(new DockerCredentials(), real.calls());

    assertThatThrownBy(() -> client.digestOf(ImageReference.parse(ELSEWHERE + "/sandbox/plain:1")))
        .isInstanceOfSatisfying(
            StepFailed.class,
            e -> assertThat(e.failure().code()).isEqualTo("REGISTRY_CERTIFICATE"));
  }
}
