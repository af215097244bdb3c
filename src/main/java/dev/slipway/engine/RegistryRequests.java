package dev.slipway.engine;

import dev.slipway.packages.repository.Exchange;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpResponse;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Requests about one repository of a registry: with TLS or not, logged in where it asks for it. */
final class RegistryRequests {
  private final RegistryLogin login;
  private final Operations operations;
  private final Registry registry;
  private Optional<String> scheme = Optional.empty();
  private Optional<String> authorization = Optional.empty();

  /**
   * @param operations tells whether the registry may be without TLS
   */
  RegistryRequests(RegistryLogin login, Operations operations, Registry registry) {
    this.login = login;
    this.operations = operations;
    this.registry = registry;
  }

  /**
   * Sends a request, and once more with a login when it is refused.
   *
   * @param path below {@code /v2/}
   * @param accept media types
   * @return any answer, with a body as {@link RegistryHttp#send} gives it
   * @throws StepFailed when the registry cannot be reached, or the login fails
   */
  HttpResponse<InputStream> send(String method, String path, String accept)
      throws StepFailed, InterruptedException {
    try {
      if (scheme.isPresent()) {
        return ask(scheme.get(), method, path, accept);
      }
      String first = registry.isLoopback() && answersWithoutTls() ? "http" : "https";
      return askFirst(first, method, path, accept);
    } catch (IOException e) {
      throwInterrupted();
      throw new StepFailed(unreachable(e), e);
    }
  }

  /** What an answer means whose body broke off. */
  StepFailed cut(IOException e) throws InterruptedException {
    throwInterrupted();
    return new StepFailed(
        new Failure(
            Kind.PASSING,
            "REGISTRY_CUT",
            "what the registry " + registry.host() + " sends breaks off: " + why(e),
            "Such a fault usually passes."),
        e);
  }

  /** An interrupted thread's input and output fail like broken ones. */
  private void throwInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("asking " + registry.host());
    }
  }

  /** Without TLS only as long as the registry has not answered with it. */
  private HttpResponse<InputStream> askFirst(
      String first, String method, String path, String accept)
      throws StepFailed, IOException, InterruptedException {
    try {
      return ask(first, method, path, accept);
    } catch (IOException e) {
      boolean mayBeWithout = first.equals("https") && scheme.isEmpty();
      if (mayBeWithout && operations.allowsWithoutTls(registry.host())) {
        return ask("http", method, path, accept);
      }
      throw e;
    }
  }

  /** A server with TLS answers plain HTTP with 400 or not at all. */
  private boolean answersWithoutTls() throws StepFailed, InterruptedException {
    try {
      HttpResponse<InputStream> answer =
          RegistryHttp.send("GET", uri("http", ""), "*/*", authorization);
      answer.body().close();
      return answer.statusCode() != 400;
    } catch (IOException e) {
      return false;
    }
  }

  private HttpResponse<InputStream> ask(String over, String method, String path, String accept)
      throws StepFailed, IOException, InterruptedException {
    URI uri = uri(over, path);
    HttpResponse<InputStream> answer = RegistryHttp.send(method, uri, accept, authorization);
    scheme = Optional.of(over);
    // A store elsewhere that refuses us is not to learn the login by its challenge.
    if (answer.statusCode() == 401 && Exchange.sameOrigin(answer.uri(), uri)) {
      Optional<String> offered = login.answer(registry, answer);
      if (offered.isPresent()) {
        authorization = offered;
        return RegistryHttp.send(method, uri, accept, authorization);
      }
    }
    return answer;
  }

  private URI uri(String over, String path) {
    return URI.create("%s://%s/v2/%s".formatted(over, registry.apiHost(), path));
  }

  private Failure unreachable(IOException e) {
    if (e instanceof UnknownHostException) {
      return new Failure(
          Kind.UNCLASSIFIED,
          "HOST_UNKNOWN",
          "the registry " + registry.host() + " cannot be reached: " + why(e),
          "Check the spelling of the host in the image's name.");
    }
    boolean certificate = e instanceof SSLException;
    return new Failure(
        certificate ? Kind.LASTING : Kind.PASSING,
        certificate ? "REGISTRY_CERTIFICATE" : "REGISTRY_UNREACHABLE",
        "the registry " + registry.host() + " cannot be reached: " + why(e),
        certificate
            ? "Add the registry's certificate authority to the trust store of this Java."
            : "Check the image's name, that its registry runs, and that this machine reaches it.");
  }

  private static String why(IOException e) {
    return e.getMessage() == null ? "there is no connection" : e.getMessage();
  }
}
