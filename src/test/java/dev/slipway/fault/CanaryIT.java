package dev.slipway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.sandbox.SandboxRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets that are made up for this test are given to the service in every way there is, used in
 * jobs that succeed and that fail, and then searched for wherever they could have come to light.
 */
@ExtendWith(FaultTable.class)
class CanaryIT {
  private static final Path ENGINE = Path.of("/var/lib/docker");
  private static final Path ENGINE_LOG = Path.of("/var/lib/slipway/sandbox/log/dockerd.log");
  private static final Canary PASSWORD = Canary.password("the password", LoginRegistry.USER);
  private static final Canary WRONG = Canary.password("the wrong password", SandboxRegistry.USER);
  private static final Canary TOKEN = Canary.token("the token");
  private static final List<Canary> ALL = List.of(PASSWORD, WRONG, TOKEN);

  @TempDir static Path folder;

  private static final List<String> IMAGES = new ArrayList<>();
  private static final List<JsonNode> RESULTS = new ArrayList<>();
  private static Instant began;
  private static Place place;
  private static LoginRegistry registry;
  private static Process repository;
  private static int repositoryPort;
  private static ProcessWatch watch;

  /** One service as it ships, with its secrets in a file; one that says all, in variables. */
  @BeforeAll
  static void run() throws Exception {
    began = Instant.now();
    place = new Place(folder.resolve("place"));
    registry = new LoginRegistry(folder.resolve("registry"), PASSWORD.secret());
    startRepository();
    watch = new ProcessWatch(ALL);
    String auths =
        "{\"auths\": {%s, %s}}"
            .formatted(
                LoginRegistry.auth(registry.host(), LoginRegistry.USER, PASSWORD.secret()),
                LoginRegistry.auth(
                    SandboxRegistry.PRIVATE.host(), SandboxRegistry.USER, WRONG.secret()));
    Path docker = Files.createDirectories(folder.resolve("docker"));
    Files.writeString(docker.resolve("config.json"), auths);
    jobs(starting().environment("DOCKER_CONFIG", docker.toString()), "file");
    jobs(starting().environment("DOCKER_AUTH_CONFIG", auths).logging(debug()), "variable");
    watch.close();
  }

  @AfterAll
  static void clean() throws Exception {
    registry.close();
    repository.destroyForcibly();
    for (String image : IMAGES) {
      Shell.run("sh", "-c", "docker rmi " + image + " || :");
    }
  }

  @Test
  @Fault(
      value = "canaries: a password and a token, used in 10 jobs",
      expected = "used where they are right, refused where they are wrong")
  void theSecretsWereUsed(Seen seen) {
    RESULTS.forEach(seen::note);

    assertThat(RESULTS)
        .filteredOn(result -> result.get("spec").asText().startsWith("good"))
        .hasSize(4)
        .allMatch(result -> result.get("status").asText().equals("succeeded"));
    assertThat(RESULTS)
        .filteredOn(result -> !result.get("spec").asText().startsWith("good"))
        .hasSize(6)
        .allMatch(result -> result.get("status").asText().equals("failed"));
  }

  @Test
  @Fault(
      value = "canaries in work, outbox, dead-letter, cache and logs (DEBUG too)",
      expected = "none")
  void noFileOfOursHasThem(Seen seen) throws Exception {
    assertThat(Files.readString(debugOutput())).contains("DEBUG");

    none(new CanarySearch(ALL).folder(place.root(), any -> true), seen);
  }

  @Test
  @Fault(value = "canaries in history, labels and configuration of images", expected = "none")
  void noImageHasThem(Seen seen) throws Exception {
    CanarySearch search = new CanarySearch(ALL);
    for (String image : built()) {
      search.text("the history of " + image, Shell.run("docker", "history", "--no-trunc", image));
      search.text("the labels of " + image, Shell.run("docker", "inspect", image));
    }
    seen.note(built().size() + " images");

    none(search, seen);
  }

  @Test
  @Fault(
      value = "canaries in what was pushed: manifests, configurations, layers",
      expected = "none")
  void nothingThatWasPushedHasThem(Seen seen) throws Exception {
    CanarySearch search = new CanarySearch(ALL);
    try (var files = Files.walk(registry.storage())) {
      files.filter(Files::isRegularFile).filter(CanarySearch::hasOneName).forEach(search::file);
    }

    none(search, seen);
  }

  @Test
  @Fault(
      value = "canaries in all that the engine has written: layers, build cache, log",
      expected = "none")
  void nothingOfTheEngineHasThem(Seen seen) throws Exception {
    CanarySearch search = new CanarySearch(ALL);
    Predicate<BasicFileAttributes> since =
        file -> file.lastModifiedTime().compareTo(FileTime.from(began)) >= 0;
    for (String part : List.of("overlay2", "buildkit", "image", "containers", "containerd")) {
      if (Files.isDirectory(ENGINE.resolve(part))) {
        search.folder(ENGINE.resolve(part), since);
      }
    }
    if (Files.exists(ENGINE_LOG)) {
      search.file(ENGINE_LOG);
    }

    none(search, seen);
  }

  @Test
  @Fault(
      value = "canaries in arguments and environments of processes, in containers",
      expected = "none but the environment that they were given in")
  void noOtherProcessHasThem(Seen seen) {
    seen.note(watch.toString());
    seen.note(watch.found().isEmpty() ? "none" : watch.found().toString());

    assertThat(watch.found()).isEmpty();
  }

  @Test
  @Fault(
      value = "canaries, planted: a log, a layer, an archive in one, an argument",
      expected = "the search finds each")
  void theSearchFindsWhatIsPlanted(Seen seen) throws Exception {
    Path planted = Files.createDirectory(folder.resolve("planted"));
    Files.writeString(planted.resolve("plain.log"), "it is " + PASSWORD.secret() + "!");
    for (int i = 0; i < 3; i++) {
      byte[] bytes = ("{" + " ".repeat(i) + "\"p\":\"" + TOKEN.secret() + "\"}").getBytes();
      Files.write(planted.resolve("base64-" + i), Base64.getUrlEncoder().encode(bytes));
    }
    Path layer = Files.createDirectory(planted.resolve("layer"));
    try (OutputStream file = Files.newOutputStream(layer.resolve("inner.gz"));
        OutputStream gzip = new GZIPOutputStream(file)) {
      gzip.write(WRONG.secret().getBytes());
    }
    Shell.run("tar", "-czf", planted + "/layer.tgz", "-C", planted.toString(), "layer");
    Shell.run("rm", "-r", layer.toString());
    Set<String> found = new TreeSet<>();
    ProcessWatch process = new ProcessWatch(ALL);
    Shell.run("sh", "-c", "sleep 1; : " + TOKEN.secret());
    process.close();
    found.addAll(process.found());
    assertThat(found).isNotEmpty();

    found.addAll(new CanarySearch(ALL).folder(planted, any -> true).found());

    seen.note(found.size() + " findings");
    for (String where : List.of("plain.log", "base64-0", "base64-1", "base64-2", "layer.tgz")) {
      assertThat(found).anyMatch(one -> one.contains(where));
    }
  }

  /** Jobs that fail early build nothing. */
  private static List<String> built() throws Exception {
    List<String> there =
        Shell.run("docker", "images", "--format", "{{.Repository}}:{{.Tag}}").lines().toList();
    return IMAGES.stream().filter(there::contains).toList();
  }

  private static void none(CanarySearch search, Seen seen) {
    seen.note(search.toString());
    seen.note(search.found().isEmpty() ? "none" : search.found().toString());

    assertThat(search.found()).isEmpty();
  }

  private static Child.Starting starting() {
    return Child.of(place)
        .set("slipway.github", "http://127.0.0.1:" + repositoryPort + "/github")
        .set("slipway.workers", "4")
        .environment("SLIPWAY_GITHUB_TOKEN", TOKEN.secret());
  }

  /** Two that work with their secrets, and three that fail for want of the right one. */
  private static void jobs(Child.Starting starting, String how) throws Exception {
    String name = "canary-" + how;
    Shell.run("sh", "-c", "docker rmi " + registry.host() + "/sandbox/r-ver:4.2.2 2>&1 || :");
    try (Child child = starting.start()) {
      watch.knows(child.pid());
      child.awaitOutput("watching");
      drop("good-" + how, "[slipway/private]", registry.host() + "/sandbox/r-ver:4.2.2");
      String good = image(registry.host(), name);
      place.drop("good-push-" + how, Cheap.tiny("good", good, "deliver", how));
      String refused = image(SandboxRegistry.PRIVATE.host(), name);
      place.drop("login-" + how, Cheap.tiny("login", refused, "deliver", how));
      String base = SandboxRegistry.PRIVATE.host() + "/sandbox/private-base:1";
      drop("base-" + how, "[]", base);
      drop("unknown-" + how, "[slipway/unknown]", "127.0.0.1:5000/sandbox/r-ver:4.2.2");
      for (String dropped : List.of("good-%s.yaml", "good-push-%s", "login-%s", "base-%s.yaml")) {
        RESULTS.add(place.result(dropped.formatted(how)));
      }
      RESULTS.add(place.result("unknown-" + how + ".yaml"));
      child.terminate();
      child.exitCode();
    }
  }

  private static String image(String host, String name) {
    String image = host + "/it/" + name + ":" + began.toEpochMilli();
    IMAGES.add(image);
    return image;
  }

  /** A base of somebody's, and a package of GitHub's on it; not pushed, for the base is large. */
  private static void drop(String name, String gitHub, String base) throws IOException {
    place.drop(
        name + ".yaml",
        """
        version: 1
        name: %s
        image: %s
        base: %s
        snapshot: 2024-06-13
        packages: {github: %s}
        pipeline: smoke
        """
            .formatted(name, image("127.0.0.1:5000", name), base, gitHub));
  }

  /** A copy of the sandbox's repository that knows our token. */
  private static void startRepository() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      repositoryPort = free.getLocalPort();
    }
    Path token = Files.writeString(folder.resolve("token"), TOKEN.secret() + "\n");
    repository =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Path.of("src/sandbox/Repository.java").toAbsolutePath().toString(),
                String.valueOf(repositoryPort),
                "/var/lib/slipway/sandbox/repository",
                token.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("repository.log").toFile())
            .start();
    Place.await("the repository answers", CanaryIT::repositoryAnswers);
  }

  private static boolean repositoryAnswers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), repositoryPort)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** As shipped, and yet all that the shipped one does not forbid. */
  private static Path debug() throws IOException {
    String shipped = Files.readString(Path.of("src/main/resources/logback.xml"));
    return Files.writeString(
        folder.resolve("debug.xml"),
        shipped
            .replace("<root level=\"WARN\">", "<root level=\"DEBUG\">")
            .replace("level=\"INFO\"", "level=\"DEBUG\""));
  }

  private static Path debugOutput() throws IOException {
    try (var files = Files.list(place.root())) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("output-"))
          .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
          .orElseThrow();
    }
  }
}
