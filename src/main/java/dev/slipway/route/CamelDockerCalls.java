package dev.slipway.route;

import dev.slipway.engine.Engine;
import dev.slipway.engine.EngineCalls;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.docker.DockerClientProfile;
import org.apache.camel.component.docker.DockerComponent;
import org.apache.camel.component.docker.DockerConfiguration;

/**
 * Makes the engine's single-answer calls through camel-docker, over the engine's own client: the
 * component keeps its clients in a map, and ours is put there under the profile that it looks up.
 *
 * <p>Each call is an exchange of its own, so no {@code CamelDocker*} header of a message that came
 * in can change the host or the credentials.
 */
public final class CamelDockerCalls implements EngineCalls {
  private static final String PREFIX = "CamelDocker";

  private final ProducerTemplate template;

  public CamelDockerCalls(CamelContext context, Engine engine) {
    DockerComponent component = context.getComponent("docker", DockerComponent.class);
    engine.lend(profile(component.getConfiguration()), component::setClient);
    this.template = context.createProducerTemplate();
  }

  @Override
  public Object call(String operation, Map<String, Object> parameters) {
    Exchange exchange =
        template.request(
            "docker:" + operation,
            request ->
                parameters.forEach(
                    (name, value) -> request.getMessage().setHeader(PREFIX + name, value)));
    Exception failure = exchange.getException();
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
    return exchange.getMessage().getBody();
  }

  /**
   * As camel-docker 4.17 makes it for an endpoint without parameters ({@code DockerClientFactory}).
   */
  private static DockerClientProfile profile(DockerConfiguration configuration) {
    DockerClientProfile profile = new DockerClientProfile();
    profile.setHost(configuration.getHost());
    profile.setPort(configuration.isSocket() ? null : configuration.getPort());
    profile.setEmail(configuration.getEmail());
    profile.setUsername(configuration.getUsername());
    profile.setPassword(configuration.getPassword());
    profile.setRequestTimeout(configuration.getRequestTimeout());
    profile.setServerAddress(configuration.getServerAddress());
    profile.setCertPath(configuration.getCertPath());
    profile.setMaxTotalConnections(configuration.getMaxTotalConnections());
    profile.setMaxPerRouteConnections(configuration.getMaxPerRouteConnections());
    profile.setSecure(configuration.isSecure());
    profile.setTlsVerify(configuration.isTlsVerify());
    profile.setSocket(configuration.isSocket());
    profile.setCmdExecFactory(configuration.getCmdExecFactory());
    return profile;
  }
}
