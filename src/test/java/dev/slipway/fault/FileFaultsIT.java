package dev.slipway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What people and programs put into an inbox. */
@ExtendWith(FaultTable.class)
class FileFaultsIT {
  private static final String SECRET = "the-secret-of-somebody-else";

  @TempDir static Path folder;

  private static Place place;
  private static Slipway slipway;

  @BeforeAll
  static void start() throws Exception {
    place = new Place(folder);
    slipway = Slipway.start(place, Map.of("slipway.workers", "2"));
  }

  @AfterAll
  static void stop() throws Exception {
    slipway.close();
    assertThat(place.leftovers()).isEmpty();
    assertThat(place.results()).extracting(result -> result.get("job")).doesNotHaveDuplicates();
  }

  @Test
  @Fault(value = "a file written one byte at a time, for 5 s", expected = "one job, of the whole")
  void aFileWrittenByteByByteIsTakenWhole(Seen seen) throws Exception {
    byte[] spec = Cheap.rendered("slow").getBytes(StandardCharsets.UTF_8);
    try (OutputStream file = Files.newOutputStream(place.inbox().resolve("slow.yaml"))) {
      for (byte b : spec) {
        file.write(b);
        TimeUnit.MILLISECONDS.sleep(5000 / spec.length);
      }
    }

    JsonNode result = seen.note(place.result("slow.yaml"));

    byte[] taken = Files.readAllBytes(place.outbox(result).resolve("spec.yaml"));
    seen.note("%d of %d bytes".formatted(taken.length, spec.length));
    assertThat(result.get("status").asText()).isEqualTo("succeeded");
    assertThat(taken).isEqualTo(spec);
    assertThat(place.results("slow.yaml", 1)).hasSize(1);
  }

  @Test
  @Fault(
      value = "a writer that pauses for 5 s with the file open",
      expected = "one job, of the whole")
  void aFileThatIsStillOpenIsTakenWhole(Seen seen) throws Exception {
    String spec =
        Cheap.own(
            "pause", "it/pause:1", "render", "FROM scratch", "LABEL first=line", "LABEL last=line");
    int half = spec.indexOf("  LABEL last");
    try (OutputStream file = Files.newOutputStream(place.inbox().resolve("pause.yaml"))) {
      file.write(spec.substring(0, half).getBytes(StandardCharsets.UTF_8));
      TimeUnit.SECONDS.sleep(5);
      file.write(spec.substring(half).getBytes(StandardCharsets.UTF_8));
    }

    JsonNode result = seen.note(place.result("pause.yaml"));

    Path dockerfile = place.outbox(result).resolve("context/Dockerfile");
    boolean whole = Files.readString(dockerfile).contains("LABEL last=line");
    seen.note(whole ? "the whole file was read" : "the first half was taken for the whole");
    assertThat(whole).isTrue();
  }

  @Test
  @Fault(
      value = "the same name again while the first is in flight",
      expected = "two jobs, each with its own content")
  void theSameNameAgainIsASecondJob(Seen seen) throws Exception {
    place.drop(
        "twice.yaml",
        Cheap.own(
            "twice",
            "127.0.0.1:5000/it/twice:1",
            "build",
            "FROM " + Cheap.PLAIN,
            "RUN sleep 2 #" + nano()));
    Place.await("the first is taken", () -> Files.notExists(place.inbox().resolve("twice.yaml")));
    assertThat(place.jobs()).isNotEmpty();
    place.drop("twice.yaml", Cheap.rendered("twice"));

    List<JsonNode> results = place.results("twice.yaml", 2);

    results.forEach(seen::note);
    assertThat(results).hasSize(2).allMatch(r -> r.get("status").asText().equals("succeeded"));
    Set<String> dockerfiles = new HashSet<>();
    for (JsonNode result : results) {
      dockerfiles.add(Files.readString(place.outbox(result).resolve("context/Dockerfile")));
    }
    assertThat(dockerfiles).hasSize(2);
    Shell.run("docker", "rmi", "127.0.0.1:5000/it/twice:1");
  }

  @Test
  @Fault(
      value = "a link to a secret file",
      expected = "left where it is, not read; the rest goes on")
  void aLinkIsNotFollowed(Seen seen) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), SECRET);
    Path link = Files.createSymbolicLink(place.inbox().resolve("link.yaml"), secret);

    leavesItAndGoesOn(link, seen);

    assertThat(secret).exists();
    String found = Shell.run("sh", "-c", "grep -rlF " + SECRET + " '" + place.outbox() + "' || :");
    assertThat(found).isEmpty();
  }

  @Test
  @Fault(value = "a FIFO", expected = "left where it is, nobody waits for it")
  void aFifoIsLeft(Seen seen) throws Exception {
    Path fifo = place.inbox().resolve("fifo.yaml");
    Shell.run("mkfifo", fifo.toString());

    leavesItAndGoesOn(fifo, seen);
  }

  @Test
  @Fault(value = "a socket", expected = "left where it is; the rest goes on")
  void aSocketIsLeft(Seen seen) throws Exception {
    // An address of this kind has at most 107 bytes, so it is made elsewhere.
    Path made = Files.createTempDirectory("s").resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(made));
      Path socket = place.inbox().resolve("socket.yaml");
      Shell.run("mv", made.toString(), socket.toString());

      leavesItAndGoesOn(socket, seen);
    }
  }

  @Test
  @Fault(value = "a device, /dev/zero's twin", expected = "left where it is; the rest goes on")
  void aDeviceIsLeft(Seen seen) throws Exception {
    Path device = place.inbox().resolve("device.yaml");
    Shell.run("mknod", device.toString(), "c", "1", "5");

    leavesItAndGoesOn(device, seen);
  }

  @Test
  @Fault(value = "an empty folder", expected = "left where it is; the rest goes on")
  void anEmptyFolderIsLeft(Seen seen) throws Exception {
    leavesItAndGoesOn(Files.createDirectory(place.inbox().resolve("void")), seen);
  }

  @Test
  @Fault(value = "a folder without a spec", expected = "rejected, says that there is no spec")
  void aFolderWithoutASpecIsRejected(Seen seen) throws Exception {
    place.drop("notes", Map.of("notes.txt", "nothing"));

    rejected("notes", "SPEC", seen);
  }

  @Test
  @Fault(value = "a folder with a link to a secret", expected = "rejected, not read")
  void aFolderWithALinkIsRejected(Seen seen) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret2"), SECRET);
    Path hidden = Files.createDirectory(place.inbox().resolve(".linked"));
    Files.writeString(hidden.resolve("spec.yaml"), Cheap.rendered("linked"));
    Files.createSymbolicLink(hidden.resolve("data"), secret);
    Shell.run("touch", "-h", "-d", "1 minute ago", hidden + "/spec.yaml", hidden + "/data");
    Shell.run("touch", "-d", "1 minute ago", hidden.toString());
    Files.move(hidden, place.inbox().resolve("linked"));

    rejected("linked", "link", seen);
  }

  @Test
  @Fault(value = "a hidden file", expected = "left where it is; the rest goes on")
  void aHiddenFileIsLeft(Seen seen) throws Exception {
    Path hidden = place.inbox().resolve(".hidden.yaml");

    leavesItAndGoesOn(Files.writeString(hidden, Cheap.rendered("hidden")), seen);
  }

  @Test
  @Fault(value = "an empty file", expected = "left where it is; the rest goes on")
  void anEmptyFileIsLeft(Seen seen) throws Exception {
    leavesItAndGoesOn(Files.createFile(place.inbox().resolve("empty.yaml")), seen);
  }

  @Test
  @Fault(value = "a spec of more than 256 KiB", expected = "rejected, LIMIT")
  void aLargeFileIsRejected(Seen seen) throws Exception {
    place.drop("large.yaml", Cheap.rendered("large") + "# x\n".repeat(100_000));

    rejected("large.yaml", "LIMIT", seen);
  }

  @Test
  @Fault(
      value = "a sparse file of 1 GB",
      expected = "rejected, LIMIT; it takes up no room on the disk")
  void aSparseFileIsRejected(Seen seen) throws Exception {
    Path hidden = place.inbox().resolve(".sparse.yaml");
    try (RandomAccessFile file = new RandomAccessFile(hidden.toFile(), "rw")) {
      file.setLength(1L << 30);
    }
    Place.settle(hidden);
    Files.move(hidden, place.inbox().resolve("sparse.yaml"));

    rejected("sparse.yaml", "LIMIT", seen);

    String used = Shell.run("du", "-sm", place.root().toString()).split("\\s")[0];
    seen.note("folders have " + used + " MB");
    assertThat(Integer.parseInt(used)).isLessThan(100);
  }

  @Test
  @Fault(
      value = "a name with a line break, quotes and $(…)",
      expected = "a job like any other, its folder's name harmless")
  void aWildNameIsAName(Seen seen) throws Exception {
    String name = "a\n\"b\"'; $(id) -rf.yaml";
    place.drop(name, Cheap.rendered("wild"));

    JsonNode result = seen.note(place.result(name));

    seen.note(result.get("job").asText());
    assertThat(result.get("status").asText()).isEqualTo("succeeded");
    assertThat(result.get("job").asText()).matches("[a-z0-9-]+");
  }

  @Test
  @Fault(value = "a name that is not UTF-8", expected = "left or rejected; the rest goes on")
  void aNameThatIsNotTextHoldsNothingUp(Seen seen) throws Exception {
    String inbox = place.inbox().toString();
    Shell.run("bash", "-c", "echo 'name: x' >'" + inbox + "'/$'bad\\xff\\xfe.yaml'");
    Shell.run("bash", "-c", "touch -d '1 minute ago' '" + inbox + "'/bad*");

    place.drop("after-bad.yaml", Cheap.rendered("after-bad"));
    seen.note("the next file: " + place.result("after-bad.yaml").get("status").asText());

    String left = Shell.run("bash", "-c", "cd '" + inbox + "' && ls -1 | grep -c '^bad' || :");
    seen.note("files left in the inbox: " + left.strip());
    Shell.run("bash", "-c", "rm -f '" + inbox + "'/bad*");
  }

  private static void leavesItAndGoesOn(Path path, Seen seen) throws Exception {
    Shell.run("touch", "-h", "-d", "1 minute ago", path.toString());
    String next = "after-" + path.getFileName().toString().replaceAll("\\W", "") + ".yaml";
    place.drop(next, Cheap.rendered("after"));
    seen.note("the next file: " + place.result(next).get("status").asText());
    boolean left = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    String name = path.getFileName().toString();
    boolean taken = place.results().stream().anyMatch(r -> r.get("spec").asText().equals(name));
    seen.note(left ? "it is left" : "it is gone" + (taken ? " and has a result" : ""));
    assertThat(left).isTrue();
    assertThat(taken).isFalse();
    Files.delete(path);
  }

  private static void rejected(String name, String says, Seen seen) throws Exception {
    JsonNode result = seen.note(place.result(name));
    seen.note(result.at("/failure/lines/0").asText());
    assertThat(result.get("status").asText()).isEqualTo("rejected");
    assertThat(result.at("/failure").toString()).containsIgnoringCase(says);
    assertThat(Files.exists(place.inbox().resolve(name))).isFalse();
  }

  private static String nano() {
    return String.valueOf(System.nanoTime());
  }
}
