package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.ConflictException;
import com.sun.net.httpserver.HttpExchange;
import dev.slipway.engine.Budget.Freed;
import dev.slipway.fixture.StubServer;
import dev.slipway.settings.Key;
import dev.slipway.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An engine with many images of ours, which a shared real one cannot be made. */
class BudgetTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  @TempDir Path folder;
  private final StubServer registry = new StubServer(this::manifest);
  private final String team = registry.host() + "/team/";
  private final List<String> images = new ArrayList<>();
  private final Set<String> removed = new TreeSet<>();
  private final Set<String> needed = new TreeSet<>();
  private final Set<String> unknown = new TreeSet<>();
  private final List<String> requests = new ArrayList<>();
  private String api = "1.41";
  private boolean podman;
  private int pruned = 200;

  @Test
  void oldestOfThePushedImagesGo() throws Exception {
    pushed("old", 1);
    pushed("newest", 3);
    pushed("newer", 2);

    assertThat(keep(2).images()).isEqualTo(1);
    assertThat(removed).containsExactly("old");
  }

  @Test
  void imageThatWasNeverPushedStays() throws Exception {
    image("mine", 1, List.of("mine:1"), List.of());
    image("half", 2, List.of(team + "a:1", "elsewhere:1"), List.of(team + "a@" + DIGEST));

    assertThat(keep(0).images()).isZero();
  }

  @Test
  void imageWhoseDigestIsOnlyTheEnginesOwnStays() throws Exception {
    pushed("local", 1);
    unknown.add("local");

    assertThat(keep(0).images()).isZero();
  }

  @Test
  void imageOfARunningJobStaysWhoseverItIs() throws Exception {
    image(
        "running",
        1,
        List.of(team + "running:1", "slipway-job/ffffffff:demo"),
        List.of(team + "running@" + DIGEST));

    assertThat(keep(0).images()).isZero();
  }

  @Test
  void imageThatAContainerNeedsStays() throws Exception {
    pushed("needed", 1);
    needed.add("needed");

    assertThat(keep(0).images()).isZero();
  }

  @Test
  void imageWhoseNameAnotherTookOverGoesByItsDigest() throws Exception {
    image("former", 1, List.of("<none>:<none>"), List.of(team + "former@" + DIGEST));

    assertThat(keep(0).images()).isEqualTo(1);
  }

  @Test
  void registryThatIsDownKeepsEverything() throws Exception {
    pushed("old", 1);
    registry.close();

    assertThat(keep(0).images()).isZero();
  }

  @Test
  void cacheIsPrunedToItsSize() throws Exception {
    assertThat(keep(5)).isEqualTo(new Freed(0, 7));
    assertThat(requests).contains("POST /v1.41/build/prune?keep-storage=3221225472");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405, 409, 501})
  void engineThatCannotPruneIsNoFailure(int status) throws Exception {
    pruned = status;

    assertThat(keep(5).cacheBytes()).isZero();
  }

  @Test
  void engineThatWouldDropTheWholeCacheIsNotAsked() throws Exception {
    api = "1.38";

    keep(5);

    assertThat(requests).noneMatch(request -> request.contains("prune"));
  }

  @Test
  void podmanHasNoCacheOfItsOwn() throws Exception {
    podman = true;

    assertThat(keep(5).cacheBytes()).isZero();
    assertThat(requests).noneMatch(request -> request.contains("prune"));
  }

  private Freed keep(int most) throws Exception {
    DockerFolder none = new DockerFolder(Map.of(), folder);
    Settings settings =
        new Settings(folder, Map.of(Key.KEEP_IMAGES, String.valueOf(most), Key.KEEP_CACHE, "3g"));
    try (StubServer server = new StubServer(this::engine)) {
      Engine engine = new Engine(Optional.of("tcp://" + server.host()), none);
      RegistryClient registries = new RegistryClient(new DockerCredentials(none), this::call);
      Freed freed = new Budget(engine, this::call, registries, settings).keep();
      requests.addAll(server.requests());
      return freed;
    } finally {
      registry.close();
    }
  }

  private void pushed(String name, long created) {
    image(name, created, List.of(team + name + ":1"), List.of(team + name + "@" + DIGEST));
  }

  private void image(String id, long created, List<String> names, List<String> digests) {
    images.add(
        "{\"Id\":\"%s\",\"Created\":%d,\"RepoTags\":%s,\"RepoDigests\":%s}"
            .formatted(id, created, json(names), json(digests)));
  }

  private static String json(List<String> texts) {
    return texts.stream().map(t -> "\"" + t + "\"").collect(Collectors.joining(",", "[", "]"));
  }

  private Object call(String operation, Map<String, Object> parameters) {
    if (operation.equals("image/remove")) {
      String id = (String) parameters.get("ImageId");
      if (needed.contains(id)) {
        throw new ConflictException("a container uses it");
      }
      removed.add(id);
    }
    return null;
  }

  private void engine(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    exchange.getResponseHeaders().set("Api-Version", api);
    if (podman) {
      exchange.getResponseHeaders().set("Libpod-Api-Version", "5.0.0");
    }
    if (path.endsWith("/images/json")) {
      StubServer.json(exchange, 200, "[" + String.join(",", images) + "]");
    } else if (path.endsWith("/build/prune")) {
      StubServer.json(exchange, pruned, "{\"CachesDeleted\":[\"x\"],\"SpaceReclaimed\":7}");
    } else if (path.endsWith("/json")) {
      StubServer.json(exchange, 200, "{\"Metadata\":{\"LastTagTime\":\"0001-01-01T00:00:00Z\"}}");
    } else {
      StubServer.json(exchange, 200, "OK");
    }
  }

  private void manifest(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    boolean known = unknown.stream().noneMatch(name -> path.contains("/" + name + "/"));
    exchange.getResponseHeaders().set("Docker-Content-Digest", DIGEST);
    exchange.sendResponseHeaders(known ? 200 : 404, -1);
  }
}
