package dev.slipway.fault;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/** A registry of a test's own that wants a login, and has the sandbox's base with R. */
final class LoginRegistry implements AutoCloseable {
  static final String USER = "canary";

  private static final Path STATE =
      Path.of(System.getenv().getOrDefault("SLIPWAY_SANDBOX", "/var/lib/slipway/sandbox"));

  private final Path folder;
  private final int port;
  private final Process process;

  LoginRegistry(Path folder, String password) throws IOException, InterruptedException {
    this.folder = Files.createDirectories(folder);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
    copyBase();
    Files.writeString(folder.resolve("htpasswd"), USER + ":" + bcrypt(password) + "\n");
    Path config = folder.resolve("config.yml");
    Files.writeString(
        config,
        """
        version: 0.1
        log: {level: warn}
        storage: {filesystem: {rootdirectory: %1$s/storage}}
        http: {addr: "127.0.0.1:%2$d"}
        auth: {htpasswd: {realm: canary, path: %1$s/htpasswd}}
        """
            .formatted(folder, port));
    String program = STATE.resolve("tools/docker-registry/usr/bin/docker-registry").toString();
    this.process =
        new ProcessBuilder(program, "serve", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    Place.await("the registry answers", () -> status() == HttpURLConnection.HTTP_UNAUTHORIZED);
  }

  /** {@code 127.0.0.1:port}. */
  String host() {
    return "127.0.0.1:" + port;
  }

  /** Where it keeps what was pushed. What is the base's own has a second name elsewhere. */
  Path storage() {
    return folder.resolve("storage");
  }

  /** An entry of {@code auths} in Docker's configuration. */
  static String auth(String host, String user, String password) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "\"%s\": {\"auth\": \"%s\"}".formatted(host, Base64.getEncoder().encodeToString(pair));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Blobs never change, so they are shared; what may be written to is not. */
  private void copyBase() throws IOException, InterruptedException {
    Path from = STATE.resolve("registry/storage/docker/registry/v2");
    Path to = Files.createDirectories(storage().resolve("docker/registry/v2"));
    Path repository = Path.of("repositories/sandbox/r-ver");
    Files.createDirectories(to.resolve(repository).getParent());
    Shell.run("cp", "-a", from.resolve(repository).toString(), to.resolve(repository).toString());
    Shell.run("cp", "-al", from.resolve("blobs").toString(), to.resolve("blobs").toString());
  }

  /** As the sandbox does it: through perl, and not in an argument. */
  private static String bcrypt(String password) throws IOException, InterruptedException {
    ProcessBuilder perl =
        new ProcessBuilder(
            "perl", "-e", "print crypt($ENV{PASSWORD}, '$2y$05$abcdefghijklmnopqrstuu')");
    perl.environment().putAll(Map.of("PASSWORD", password));
    Process process = perl.start();
    String hash = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0 || !hash.startsWith("$2y$")) {
      throw new AssertionError("no bcrypt: " + hash);
    }
    return hash;
  }

  private int status() throws IOException {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create("http://" + host() + "/v2/").toURL().openConnection();
      return connection.getResponseCode();
    } catch (java.net.ConnectException e) {
      return 0;
    }
  }
}
