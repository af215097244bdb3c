package dev.slipway.packages.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.packages.AptNames;
import dev.slipway.packages.Distribution;
import dev.slipway.packages.repository.RepositoryClient;
import dev.slipway.spec.document.Printable;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.StepFailed;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Posit Package Manager knows of the packages that it serves: {@code
 * /__api__/repos/<repository>/sysreqs}. Which servers are one is asked once, {@code
 * /__api__/status}.
 *
 * @see <a href="https://packagemanager.posit.co/__api__/swagger/index.html">its API</a>
 */
final class PackageManagerApi {
  /** The server's URL, the repository's name, and after them the system and the snapshot. */
  private static final Pattern URL =
      Pattern.compile(
          "(https?://[^/?#]+(?:/[^?#]*?)??)/([A-Za-z0-9_.-]+)"
              + "(?:/__linux__/[a-z0-9.-]+)?/(?:latest|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]+)/?");

  /** So that a URL stays shorter than any server's limit. */
  private static final int NAMES_AT_ONCE = 100;

  private static final long LARGEST = 16L << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Boolean> servers = new ConcurrentHashMap<>();

  /**
   * The apt packages that R packages need, by the R packages' names; one that needs nothing is not
   * there.
   *
   * @param repository the URL of the repository that has them
   * @param progress told of the commands that are left out
   * @return empty when the repository has no such API, or it does not know the distribution
   * @throws StepFailed REPOSITORY_UNREACHABLE when it does not answer, REPOSITORY_BROKEN when it
   *     answers with what is no apt package
   */
  Optional<Map<String, Set<String>>> neededBy(
      List<String> names,
      Distribution distribution,
      String repository,
      RepositoryClient client,
      Consumer<String> progress)
      throws StepFailed, InterruptedException {
    Matcher url = URL.matcher(repository);
    if (!url.matches() || !isThere(url.group(1), client)) {
      return Optional.empty();
    }
    String sysreqs = url.group(1) + "/__api__/repos/" + url.group(2) + "/sysreqs?all=false";
    Map<String, Set<String>> needs = new TreeMap<>();
    for (int from = 0; from < names.size(); from += NAMES_AT_ONCE) {
      List<String> some = names.subList(from, Math.min(from + NAMES_AT_ONCE, names.size()));
      URI uri = URI.create(sysreqs + query(some, distribution));
      Optional<JsonNode> answer = ask(uri, client);
      if (answer.isEmpty()) {
        return Optional.empty();
      }
      read(answer.get(), new HashSet<>(some), needs, sysreqs, progress);
    }
    return Optional.of(needs);
  }

  private boolean isThere(String server, RepositoryClient client)
      throws StepFailed, InterruptedException {
    Boolean known = servers.get(server);
    if (known != null) {
      return known;
    }
    try {
      boolean there =
          object(client.get(URI.create(server + "/__api__/status"), LARGEST)).isPresent();
      servers.put(server, there);
      return there;
    } catch (StepFailed e) {
      // A login may be mended while the process lives, so it is not remembered.
      requireLasting(e);
      return false;
    }
  }

  /** The object that is there; a refusal is as good as nothing, a fault that passes is not. */
  private static Optional<JsonNode> ask(URI uri, RepositoryClient client)
      throws StepFailed, InterruptedException {
    try {
      return object(client.get(uri, LARGEST));
    } catch (StepFailed e) {
      requireLasting(e);
      return Optional.empty();
    }
  }

  private static void requireLasting(StepFailed failed) throws StepFailed {
    if (failed.failure().kind() != Kind.LASTING) {
      throw failed;
    }
  }

  private static Optional<JsonNode> object(Optional<byte[]> answer) {
    try {
      return answer.isEmpty()
          ? Optional.empty()
          : Optional.ofNullable(JSON.readTree(answer.get())).filter(JsonNode::isObject);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String query(List<String> names, Distribution distribution) {
    StringBuilder query = new StringBuilder();
    names.forEach(name -> query.append("&pkgname=").append(encoded(name)));
    return query
        .append("&distribution=")
        .append(encoded(distribution.id()))
        .append("&release=")
        .append(encoded(distribution.release()))
        .toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static void read(
      JsonNode answer,
      Set<String> asked,
      Map<String, Set<String>> needs,
      String url,
      Consumer<String> progress)
      throws StepFailed {
    for (JsonNode one : answer.path("requirements")) {
      String name = one.path("name").asText();
      if (!asked.contains(name)) {
        continue;
      }
      JsonNode requirements = one.path("requirements");
      Set<String> apt = new TreeSet<>(texts(requirements.path("packages")));
      for (String aptName : apt) {
        requireName(aptName, name, url);
      }
      if (!apt.isEmpty()) {
        needs.merge(name, apt, PackageManagerApi::both);
      }
      if (!texts(requirements.path("pre_install")).isEmpty()
          || !texts(requirements.path("post_install")).isEmpty()) {
        progress.accept(
            name + ": the repository's own shell commands beside the apt packages are left out");
      }
    }
  }

  private static Set<String> both(Set<String> some, Set<String> others) {
    some.addAll(others);
    return some;
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private static void requireName(String apt, String name, String url) throws StepFailed {
    if (!AptNames.isName(apt)) {
      throw new Failure(
              Kind.LASTING,
              "REPOSITORY_BROKEN",
              url.replaceFirst("\\?.*", "")
                  + " says that "
                  + name
                  + " needs "
                  + Printable.quoted(apt)
                  + ", which is not an apt package's name.",
              "The repository's keeper has to mend it; slipway.system-requirements can name a"
                  + " folder of rules instead.")
          .thrown();
    }
  }
}
