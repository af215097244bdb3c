import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Serves the sandbox's folder of R packages as three public services do: {@code /cran} as a Posit
 * Package Manager, {@code /bioconductor} as bioconductor.org, {@code /github} as GitHub's REST API.
 * Reading only, loopback only.
 *
 * <p>Run with {@code java Repository.java PORT FOLDER TOKEN-FILE}; fill.sh and fill-github.sh say
 * what the folder holds.
 */
public class Repository {
  public static void main(String[] arguments) throws IOException {
    var folder = Path.of(arguments[1]).toAbsolutePath().normalize();
    var cran = new Cran(folder.resolve("cran"));
    var bioconductor = new Bioconductor(folder.resolve("bioconductor"));
    var github =
        new GitHub(folder.resolve("github"), Files.readString(Path.of(arguments[2])).strip());

    var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    var server =
        HttpServer.create(new InetSocketAddress(loopback, Integer.parseInt(arguments[0])), 0);
    server.setExecutor(Executors.newFixedThreadPool(16));
    serve(server, "/cran/", cran);
    serve(server, "/bioconductor/", bioconductor);
    serve(server, "/github/", github);
    server.start();
  }

  private interface Service {
    /** The path has no prefix and no leading slash. */
    Response get(String path, HttpExchange exchange) throws IOException;
  }

  private static void serve(HttpServer server, String prefix, Service service) {
    server.createContext(
        prefix,
        exchange -> {
          try (exchange) {
            send(exchange, answer(exchange, prefix, service));
          }
        });
  }

  private static Response answer(HttpExchange exchange, String prefix, Service service) {
    var method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return Response.text(405, "only GET and HEAD\n");
    }
    try {
      return service.get(exchange.getRequestURI().getPath().substring(prefix.length()), exchange);
    } catch (IOException | RuntimeException e) {
      e.printStackTrace();
      return Response.text(500, e + "\n");
    }
  }

  private static void send(HttpExchange exchange, Response response) throws IOException {
    var headers = exchange.getResponseHeaders();
    response.headers.forEach(headers::set);
    var etag = response.etag();
    if (response.status == 200) {
      headers.set("ETag", etag);
      var known = exchange.getRequestHeaders().getFirst("If-None-Match");
      if (known != null
          && Arrays.asList(known.replace("W/", "").split("\\s*,\\s*")).contains(etag)) {
        exchange.sendResponseHeaders(304, -1);
        return;
      }
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Long.toString(response.length()));
      exchange.sendResponseHeaders(response.status, -1);
      return;
    }
    // To this method 0 means "unknown length" and -1 "no body".
    exchange.sendResponseHeaders(response.status, response.length() == 0 ? -1 : response.length());
    try (var body = exchange.getResponseBody()) {
      response.writeTo(body);
    }
  }

  /** Either a file or bytes. */
  private record Response(int status, Map<String, String> headers, Path file, byte[] bytes) {
    static Response file(Path file) {
      var type = file.toString().endsWith("gz") ? "application/gzip" : "text/plain; charset=utf-8";
      return new Response(200, new TreeMap<>(Map.of("Content-Type", type)), file, null);
    }

    static Response text(int status, String text) {
      return new Response(
          status,
          new TreeMap<>(Map.of("Content-Type", "text/plain; charset=utf-8")),
          null,
          text.getBytes(UTF_8));
    }

    static Response json(int status, Object value) {
      return text(status, Json.write(value))
          .with("Content-Type", "application/json; charset=utf-8");
    }

    static Response notFound() {
      return text(404, "not found\n");
    }

    Response with(String header, String value) {
      headers.put(header, value);
      return this;
    }

    long length() throws IOException {
      return file == null ? bytes.length : Files.size(file);
    }

    String etag() throws IOException {
      if (file == null) {
        return '"' + sha256(bytes) + '"';
      }
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return "\"%x-%x\"".formatted(attributes.size(), attributes.lastModifiedTime().toMillis());
    }

    void writeTo(OutputStream stream) throws IOException {
      if (file == null) {
        stream.write(bytes);
      } else {
        Files.copy(file, stream);
      }
    }
  }

  /**
   * {@code cran/source} and {@code cran/binary}. Bookworm is frozen, so every day since its release
   * has the same packages. The binary tree is for R itself, which it knows by the user agent that a
   * Posit Package Manager asks for.
   */
  private record Cran(Path folder) implements Service {
    private static final LocalDate FIRST_DAY = LocalDate.of(2023, 6, 10);
    private static final Pattern PATH =
        Pattern.compile(
            "(?:__linux__/(?<os>[^/]+)/)?(?<snapshot>latest|\\d{4}-\\d\\d-\\d\\d)/(?<rest>src/contrib/.+)");
    private static final Pattern R_USER_AGENT =
        Pattern.compile(
            "R/4\\.2\\.\\d+ R \\(4\\.2\\.\\d+ (?<platform>\\S+) (?<arch>\\S+) linux-gnu\\)");

    @Override
    public Response get(String path, HttpExchange exchange) throws IOException {
      var matcher = PATH.matcher(path);
      if (!matcher.matches() || !hasSnapshot(matcher.group("snapshot"))) {
        return Response.notFound();
      }
      var os = matcher.group("os");
      if (os != null && !os.equals("bookworm")) {
        return Response.notFound();
      }
      var type =
          os != null && isR(exchange.getRequestHeaders().getFirst("User-Agent"))
              ? "binary"
              : "source";
      return fileIn(folder.resolve(type), matcher.group("rest"))
          .with("X-Package-Type", type)
          .with("Vary", "User-Agent");
    }

    private static boolean hasSnapshot(String snapshot) {
      try {
        return snapshot.equals("latest") || !LocalDate.parse(snapshot).isBefore(FIRST_DAY);
      } catch (DateTimeException e) {
        return false;
      }
    }

    private static boolean isR(String userAgent) {
      var matcher = R_USER_AGENT.matcher(userAgent == null ? "" : userAgent);
      return matcher.find() && matcher.group("arch").equals(architecture());
    }

    private static String architecture() {
      var name = System.getProperty("os.arch");
      return name.equals("amd64") ? "x86_64" : name;
    }
  }

  private record Bioconductor(Path folder) implements Service {
    @Override
    public Response get(String path, HttpExchange exchange) {
      return fileIn(folder, path);
    }
  }

  /**
   * The part of GitHub's REST API that turns a reference into a commit, a DESCRIPTION and a
   * tarball.
   *
   * @see <a href="https://docs.github.com/en/rest">GitHub's documentation</a>
   */
  private record GitHub(Path folder, String token) implements Service {
    private static final Pattern PATH =
        Pattern.compile("repos/(?<owner>[\\w.-]+)/(?<name>[\\w.-]+)(?:/(?<rest>.*))?");
    private static final Pattern ARCHIVE =
        Pattern.compile(
            "codeload/(?<owner>[\\w.-]+)/(?<name>[\\w.-]+)/legacy\\.tar\\.gz/(?<sha>[0-9a-f]{40})");

    @Override
    public Response get(String path, HttpExchange exchange) throws IOException {
      var archive = ARCHIVE.matcher(path);
      if (archive.matches()) {
        return archive(archive, exchange.getRequestURI().getQuery());
      }
      return api(path, exchange)
          .with("X-GitHub-Media-Type", "github.v3")
          .with("X-RateLimit-Limit", "60");
    }

    private Response api(String path, HttpExchange exchange) throws IOException {
      var authorization = exchange.getRequestHeaders().getFirst("Authorization");
      if (authorization != null && !isToken(authorization)) {
        return rated(error(401, "Bad credentials"), 59);
      }
      var matcher = PATH.matcher(path);
      if (!matcher.matches()) {
        return rated(error(404, "Not Found"), 59);
      }
      var repository = matcher.group("owner") + "/" + matcher.group("name");
      if (repository.equals("slipway/limited")) {
        var message =
            "API rate limit exceeded for 127.0.0.1. (But here's the good news: Authenticated requests get a"
                + " higher rate limit. Check out the documentation for more details.)";
        return rated(error(403, message), 0);
      }
      var home = folder.resolve(repository).normalize();
      var hidden = Files.exists(home.resolve("private")) && authorization == null;
      if (!home.startsWith(folder) || !Files.isDirectory(home.resolve("refs")) || hidden) {
        return rated(error(404, "Not Found"), 59);
      }
      var rest = matcher.group("rest") == null ? "" : matcher.group("rest");
      var base = "http://" + exchange.getRequestHeaders().getFirst("Host") + "/github/";
      return rated(new GitHubRepository(home, repository, base).get(rest, exchange, token), 59);
    }

    private boolean isToken(String authorization) {
      return authorization.equals("Bearer " + token) || authorization.equals("token " + token);
    }

    private Response archive(Matcher path, String query) {
      var home = folder.resolve(path.group("owner")).resolve(path.group("name"));
      var key = "token=" + archiveKey(token, path.group("sha"));
      if (Files.exists(home.resolve("private")) && !key.equals(query)) {
        return Response.notFound();
      }
      return fileIn(home, "commits/" + path.group("sha") + "/tarball.tar.gz");
    }

    /** GitHub redirects to an archive with a short-lived key in the address. */
    static String archiveKey(String token, String sha) {
      return sha256((token + sha).getBytes(UTF_8)).substring(0, 32).toUpperCase();
    }

    static Response error(int status, String message) {
      return Response.json(
          status,
          Json.object("message", message, "documentation_url", "https://docs.github.com/rest"));
    }

    private static Response rated(Response response, int remaining) {
      return response
          .with("X-RateLimit-Remaining", Integer.toString(remaining))
          .with("X-RateLimit-Reset", Long.toString(Instant.now().getEpochSecond() + 60));
    }
  }

  /** The base is the address of the API, which links in answers begin with. */
  private record GitHubRepository(Path home, String name, String base) {
    Response get(String path, HttpExchange exchange, String token) throws IOException {
      var accept = String.valueOf(exchange.getRequestHeaders().getFirst("Accept"));
      var api = base + "repos/" + name;
      if (path.isEmpty()) {
        var isPrivate = Files.exists(home.resolve("private"));
        return Response.json(
            200,
            Json.object(
                "full_name",
                name,
                "private",
                isPrivate,
                "default_branch",
                defaultBranch(),
                "url",
                api));
      }
      if (path.startsWith("commits/")) {
        return commit(path.substring("commits/".length()), accept, api);
      }
      if (path.equals("tarball") || path.startsWith("tarball/")) {
        var sha =
            sha(path.length() < "tarball/".length() ? "HEAD" : path.substring("tarball/".length()));
        return sha == null ? GitHub.error(404, "Not Found") : redirectToArchive(sha, token);
      }
      if (path.startsWith("contents/")) {
        return contents(
            path.substring("contents/".length()), exchange.getRequestURI().getQuery(), accept);
      }
      if (path.equals("releases")) {
        return Response.json(200, tags().stream().map(tag -> release(tag, api)).toList());
      }
      if (path.equals("releases/latest") && !tags().isEmpty()) {
        return Response.json(200, release(tags().get(0), api));
      }
      if (path.startsWith("releases/tags/")
          && tags().contains(path.substring("releases/tags/".length()))) {
        return Response.json(200, release(path.substring("releases/tags/".length()), api));
      }
      if (path.matches("pulls/\\d+")) {
        return pull(path.substring("pulls/".length()), api);
      }
      return GitHub.error(404, "Not Found");
    }

    private Response commit(String ref, String accept, String api) throws IOException {
      var sha = sha(ref);
      if (sha == null) {
        return GitHub.error(422, "No commit found for SHA: " + ref);
      }
      if (accept.contains("application/vnd.github.sha")
          || accept.contains("application/vnd.github.v3.sha")) {
        return Response.text(200, sha)
            .with("Content-Type", "application/vnd.github.sha; charset=utf-8");
      }
      var author = Json.object("name", "Slipway", "date", "2023-06-10T00:00:00Z");
      var commit = Json.object("message", "Sandbox's copy", "author", author, "committer", author);
      return Response.json(
          200, Json.object("sha", sha, "commit", commit, "url", api + "/commits/" + sha));
    }

    private Response redirectToArchive(String sha, String token) {
      var key =
          Files.exists(home.resolve("private")) ? "?token=" + GitHub.archiveKey(token, sha) : "";
      return Response.text(302, "")
          .with("Location", base + "codeload/" + name + "/legacy.tar.gz/" + sha + key);
    }

    private Response contents(String path, String query, String accept) throws IOException {
      var ref =
          query != null && query.startsWith("ref=") ? query.substring("ref=".length()) : "HEAD";
      var sha = sha(ref);
      if (sha == null) {
        return GitHub.error(404, "No commit found for the ref " + ref);
      }
      var response = fileIn(home.resolve("commits").resolve(sha).resolve("tree"), path);
      if (response.status != 200) {
        return GitHub.error(404, "Not Found");
      }
      if (accept.contains("raw")) {
        return response.with("Content-Type", "application/vnd.github.raw; charset=utf-8");
      }
      var content =
          Base64.getMimeEncoder(60, new byte[] {'\n'})
              .encodeToString(Files.readAllBytes(response.file));
      return Response.json(
          200, Json.object("path", path, "encoding", "base64", "content", content + "\n"));
    }

    private Response pull(String number, String api) throws IOException {
      var sha = sha("pull/" + number + "/head");
      if (sha == null) {
        return GitHub.error(404, "Not Found");
      }
      var user = Json.object("login", name.substring(0, name.indexOf('/')));
      var repository = Json.object("full_name", name);
      var head = Json.object("ref", "pull-" + number, "sha", sha, "user", user, "repo", repository);
      var into =
          Json.object("ref", defaultBranch(), "sha", sha("HEAD"), "user", user, "repo", repository);
      var url = api + "/pulls/" + number;
      return Response.json(
          200,
          Json.object(
              "number",
              Integer.valueOf(number),
              "state",
              "open",
              "url",
              url,
              "head",
              head,
              "base",
              into));
    }

    private Map<String, Object> release(String tag, String api) {
      return Json.object(
          "tag_name",
          tag,
          "name",
          tag,
          "draft",
          false,
          "prerelease",
          false,
          "published_at",
          "2023-06-10T00:00:00Z",
          "tarball_url",
          api + "/tarball/" + tag);
    }

    /**
     * A branch, a tag, HEAD, a full reference, or an id of at least seven digits; null when there
     * is none such.
     */
    private String sha(String ref) throws IOException {
      if (ref.equals("HEAD")) {
        return sha("heads/" + defaultBranch());
      }
      for (var prefix : List.of("heads/", "tags/", "")) {
        var response = fileIn(home.resolve("refs"), prefix + ref.replaceFirst("^refs/", ""));
        if (response.status == 200) {
          return Files.readString(response.file).strip();
        }
      }
      if (!ref.matches("[0-9a-f]{7,40}")) {
        return null;
      }
      return names(home.resolve("commits")).stream()
          .filter(id -> id.startsWith(ref))
          .findFirst()
          .orElse(null);
    }

    private String defaultBranch() throws IOException {
      return Files.readString(home.resolve("default-branch")).strip();
    }

    /** Newest first; versions here have one digit a component, so the order of names will do. */
    private List<String> tags() throws IOException {
      var tags = new ArrayList<>(names(home.resolve("refs/tags")));
      Collections.reverse(tags);
      return tags;
    }
  }

  private static class Json {
    /** Keys and values in turn. */
    static Map<String, Object> object(Object... keysAndValues) {
      var object = new LinkedHashMap<String, Object>();
      for (int i = 0; i < keysAndValues.length; i += 2) {
        object.put((String) keysAndValues[i], keysAndValues[i + 1]);
      }
      return object;
    }

    static String write(Object value) {
      if (value instanceof Map<?, ?> map) {
        return map.entrySet().stream()
            .map(entry -> write(entry.getKey()) + ":" + write(entry.getValue()))
            .collect(Collectors.joining(",", "{", "}"));
      }
      if (value instanceof List<?> list) {
        return list.stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
      }
      return value instanceof String text ? quote(text) : String.valueOf(value);
    }

    private static String quote(String text) {
      var quoted = new StringBuilder("\"");
      text.chars()
          .forEach(
              c -> {
                if (c == '"' || c == '\\') {
                  quoted.append('\\').append((char) c);
                } else if (c == '\n') {
                  quoted.append("\\n");
                } else if (c < ' ') {
                  quoted.append("\\u%04x".formatted(c));
                } else {
                  quoted.append((char) c);
                }
              });
      return quoted.append('"').toString();
    }
  }

  /** A regular file inside the folder, else 404. */
  private static Response fileIn(Path folder, String path) {
    if (path.indexOf('\0') >= 0) {
      return Response.notFound();
    }
    var file = folder.resolve(path).normalize();
    return file.startsWith(folder) && Files.isRegularFile(file)
        ? Response.file(file)
        : Response.notFound();
  }

  /** Of the entries of a folder, sorted; empty when there is no such folder. */
  private static List<String> names(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
