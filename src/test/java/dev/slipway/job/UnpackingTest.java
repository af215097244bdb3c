package dev.slipway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.spec.SpecInvalid;
import dev.slipway.spec.document.Problem;
import dev.slipway.spec.document.Problem.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders and archives, honest ones and attacks. */
class UnpackingTest {
  private static final String SPEC = "name: demo\nimage: demo/x:1\nr: \"4.2.2\"\n";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"demo.zip", "demo.tar.gz", "demo.tgz", "DEMO.ZIP", "Demo.Tar.GZ"})
  void anArchiveGivesItsSpecAndItsFiles(String name) throws Exception {
    Map<String, String> files =
        Archives.files("spec.yaml", SPEC, "mypkg/DESCRIPTION", "Package: mypkg\n");

    Unpacking unpacking = unpack(Archives.write(folder.resolve(name), files));

    assertThat(unpacking.spec().name()).isEqualTo("spec.yaml");
    assertThat(new String(unpacking.spec().bytes(), StandardCharsets.UTF_8)).isEqualTo(SPEC);
    assertThat(names(unpacking.files())).containsExactly("mypkg", "mypkg/DESCRIPTION", "spec.yaml");
  }

  @Test
  void theOnlyFolderOfAnArchiveIsItsTop() throws Exception {
    Map<String, String> files =
        Archives.files(
            "demo/",
            "",
            "demo/spec.yaml",
            SPEC,
            "demo/a",
            "b",
            "__MACOSX/demo/._a",
            "x",
            ".DS_Store",
            "x");

    assertThat(names(unpack(Archives.zip(folder.resolve("x.zip"), files)).files()))
        .containsExactly("a", "spec.yaml");
  }

  @ParameterizedTest
  @CsvSource({
    "spec.yaml other.yaml cluster.json, spec.yaml",
    "spec.json package.json, spec.json",
    "my.yml cluster.json renv.lock, my.yml",
    "cluster.json renv.lock Dockerfile lock.json, cluster.json",
    "renv.lock Dockerfile .hidden.yaml, renv.lock",
    "Dockerfile README.md, spec.yaml",
  })
  void theSpecIsTheOneThatIsNamedForIt(String there, String expected) throws Exception {
    Map<String, String> files = new LinkedHashMap<>();
    Arrays.stream(there.split(" ")).forEach(name -> files.put(name, "x"));

    assertThat(unpack(Archives.zip(folder.resolve("a.zip"), files)).spec().name())
        .isEqualTo(expected);
  }

  @Test
  void aDockerfileAloneIsASpecNamedForItsFolder() throws Exception {
    Path demo = Files.createDirectory(folder.resolve("My Demo"));
    Files.writeString(demo.resolve("Dockerfile"), "FROM x\n");

    assertThat(new String(unpack(demo).spec().bytes(), StandardCharsets.UTF_8))
        .isEqualTo("version: 1\nname: \"my-demo\"\nimage: \"my-demo\"\ndockerfile: ./Dockerfile\n");
  }

  @ParameterizedTest
  @CsvSource({
    "a.yaml b.yml, CONFLICT, 'a.yaml, b.yml'",
    "spec.yaml spec.json, CONFLICT, 'spec.json, spec.yaml'",
    "lock.json README.md, MISSING, 'README.md, lock.json'"
  })
  void noSpecAndMoreThanOneAreSaidWithWhatIsThere(String there, Code code, String listed)
      throws Exception {
    Map<String, String> files = new LinkedHashMap<>();
    Arrays.stream(there.split(" ")).forEach(name -> files.put(name, "x"));

    Problem problem = refused(Archives.zip(folder.resolve("a.zip"), files));

    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.message()).contains(listed);
  }

  @Test
  void onlyWhetherTheOwnerMayExecuteIsKeptOfPermissions() throws Exception {
    Path tar =
        Archives.tar(
            folder.resolve("a.tgz"),
            out -> {
              add(out, "spec.yaml", 0666);
              add(out, "run", 06711);
            });

    Path files = unpack(tar).files();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.resolve("run"))))
        .isEqualTo("rwxr-xr-x");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(files.resolve("spec.yaml"))))
        .isEqualTo("rw-r--r--");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "a/../../evil",
        "/evil",
        "a//evil",
        "a/./evil",
        "..",
        "a\\..\\evil",
        "ev\u0001il",
        "ev\u202eil",
        "a/.."
      })
  void aPathThatLeadsOutOrDeceivesIsRefusedAndNamed(String path) throws Exception {
    for (String archive : List.of("a.zip", "a.tar.gz")) {
      Problem problem =
          refused(
              Archives.write(
                  folder.resolve(archive), Archives.files("spec.yaml", SPEC, path, "x")));

      assertThat(problem.code()).as(archive).isEqualTo(Code.PATH);
      assertThat(problem.field()).isNotEmpty();
    }
    assertThat(folder.resolveSibling("evil")).doesNotExist();
    assertThat(folder.resolve("evil")).doesNotExist();
    assertThat(Path.of("/evil")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      bytes = {
        TarConstants.LF_SYMLINK,
        TarConstants.LF_LINK,
        TarConstants.LF_CHR,
        TarConstants.LF_BLK,
        TarConstants.LF_FIFO
      })
  void linksAndDevicesInATarAreRefused(byte type) throws Exception {
    Path tar =
        Archives.tar(
            folder.resolve("a.tgz"),
            out -> {
              TarArchiveEntry entry = new TarArchiveEntry("passwd", type);
              entry.setLinkName("/etc/passwd");
              out.putArchiveEntry(entry);
              out.closeArchiveEntry();
              add(out, "passwd/x", 0644);
            });

    assertThat(refused(tar)).returns(Code.PATH, Problem::code).returns("passwd", Problem::field);
  }

  @Test
  void aLinkInAZipIsRefused() throws Exception {
    Path zip = folder.resolve("a.zip");
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(zip.toFile())) {
      ZipArchiveEntry entry = new ZipArchiveEntry("link");
      entry.setUnixMode(UnixStat.LINK_FLAG | 0777);
      out.putArchiveEntry(entry);
      out.write("/etc".getBytes(StandardCharsets.UTF_8));
      out.closeArchiveEntry();
    }

    assertThat(refused(zip)).returns(Code.PATH, Problem::code).returns("link", Problem::field);
  }

  @Test
  void aLinkInAFolderIsRefusedAndNotFollowed() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "x");
    Path demo = Files.createDirectories(folder.resolve("demo/deep"));
    Files.createSymbolicLink(demo.resolve("secret"), secret);

    assertThat(refused(folder.resolve("demo")))
        .returns(Code.PATH, Problem::code)
        .returns("deep/secret", Problem::field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.zip", "a.tgz"})
  void namesThatDifferInCaseAloneAreOneNameTwice(String archive) throws Exception {
    Map<String, String> files = Archives.files("R/a.R", "1", "r/A.r", "2");

    assertThat(refused(Archives.write(folder.resolve(archive), files)).code())
        .isEqualTo(Code.DUPLICATE);
  }

  @Test
  void theSameNameTwiceIsRefused() throws Exception {
    Path tar =
        Archives.tar(
            folder.resolve("a.tgz"),
            out -> {
              add(out, "spec.yaml", 0644);
              add(out, "./spec.yaml", 0644);
            });

    assertThat(refused(tar).code()).isEqualTo(Code.DUPLICATE);
  }

  @Test
  void aFileThatIsAFolderTooIsRefused() throws Exception {
    Map<String, String> files = Archives.files("a", "1", "a/b", "2");

    assertThat(refused(Archives.zip(folder.resolve("a.zip"), files)).code())
        .isEqualTo(Code.DUPLICATE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.zip", "a.tgz"})
  void moreThanTwoThousandEntriesAreTooMany(String archive) throws Exception {
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i <= BoundedFolder.MOST_ENTRIES; i++) {
      files.put("f" + i, "");
    }

    assertThat(refused(Archives.write(folder.resolve(archive), files)).code())
        .isEqualTo(Code.LIMIT);
  }

  @Test
  void moreThanAHundredMegabytesUnpackedAreTooMuchHoweverSmallTheyArePacked() throws Exception {
    byte[] zeros = new byte[1 << 20];
    Path zip = folder.resolve("bomb.zip");
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(zip.toFile())) {
      out.putArchiveEntry(new ZipArchiveEntry("zeros"));
      for (int i = 0; i <= BoundedFolder.MOST_BYTES >> 20; i++) {
        out.write(zeros);
      }
      out.closeArchiveEntry();
    }

    assertThat(Files.size(zip)).isLessThan(1 << 20);
    assertThat(refused(zip)).returns(Code.LIMIT, Problem::code).returns("zeros", Problem::field);
  }

  @Test
  void anEntryWhoseNameHasNoEndIsRefusedBeforeItFillsTheMemory() throws Exception {
    Path tar = folder.resolve("bomb.tgz");
    TarArchiveEntry name = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
    name.setSize(64L << 20);
    byte[] header = new byte[512];
    name.writeEntryHeader(header);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(tar))) {
      out.write(header);
      byte[] letters = new byte[1 << 20];
      Arrays.fill(letters, (byte) 'a');
      for (int i = 0; i < 64; i++) {
        out.write(letters);
      }
    }

    assertThat(refused(tar).code()).isEqualTo(Code.LIMIT);
  }

  @Test
  void anArchiveOfMoreThanFiftyMegabytesIsNotOpened() throws Exception {
    Path zip = folder.resolve("large.zip");
    try (RandomAccessFile file = new RandomAccessFile(zip.toFile(), "rw")) {
      file.setLength(Archive.LARGEST + 1);
    }

    assertThat(refused(zip).code()).isEqualTo(Code.LIMIT);
  }

  @Test
  void tooDeepAndTooLongPathsAreRefused() throws Exception {
    assertThat(
            refused(
                    Archives.zip(
                        folder.resolve("a.zip"), Archives.files("a/".repeat(20) + "f", "x")))
                .code())
        .isEqualTo(Code.LIMIT);
    assertThat(
            refused(Archives.tar(folder.resolve("a.tgz"), Archives.files("é".repeat(128), "x")))
                .code())
        .isEqualTo(Code.LIMIT);
  }

  @Test
  void aDamagedArchiveIsSaidToBeDamaged() throws Exception {
    Map<String, String> files = Archives.files("spec.yaml", SPEC.repeat(1000));
    for (String name : List.of("a.zip", "a.tgz")) {
      byte[] whole = Files.readAllBytes(Archives.write(folder.resolve(name), files));
      Path half =
          Files.write(folder.resolve("half-" + name), Arrays.copyOf(whole, whole.length / 2));
      // A byte of the packed content; of a gzip, of the checksum at its end.
      whole[name.endsWith(".zip") ? 60 : whole.length - 6] ^= 0x55;
      Path flipped = Files.write(folder.resolve("flipped-" + name), whole);
      Path text = Files.writeString(folder.resolve("text-" + name), "name: demo\n");

      for (Path damaged : List.of(half, flipped, text)) {
        assertThat(refused(damaged).code()).as("%s", damaged).isEqualTo(Code.SYNTAX);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.zip", "a.tgz"})
  void whateverIsDamagedIsUnpackedOrRefused(String name) throws Exception {
    Map<String, String> files =
        Archives.files("spec.yaml", SPEC, "mypkg/DESCRIPTION", "Package: mypkg\n", "a/", "");
    byte[] whole = Files.readAllBytes(Archives.write(folder.resolve(name), files));
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = whole.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Path archive = Files.write(folder.resolve("damaged-" + name), damaged);

      assertThat(catchThrowable(() -> unpack(archive)))
          .satisfiesAnyOf(
              thrown -> assertThat(thrown).isNull(),
              thrown -> assertThat(thrown).isInstanceOf(SpecInvalid.class));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDamagedTarBelowItsGzipIsUnpackedOrRefused(boolean headersAlone) throws Exception {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(plain, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      Archives.add(tar, new TarArchiveEntry("spec.yaml"), SPEC);
      Archives.add(tar, new TarArchiveEntry("é".repeat(60) + "/x"), SPEC);
    }
    byte[] whole = Arrays.copyOf(plain.toByteArray(), headersAlone ? 512 : 4096);
    Random random = new Random(2);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      Path archive = folder.resolve("damaged.tgz");
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
        out.write(damaged);
      }

      assertThat(catchThrowable(() -> unpack(archive)))
          .satisfiesAnyOf(
              thrown -> assertThat(thrown).isNull(),
              thrown -> assertThat(thrown).isInstanceOf(SpecInvalid.class));
    }
  }

  @Test
  void anEncryptedZipIsSaidToBeEncrypted() throws Exception {
    byte[] zip =
        Files.readAllBytes(
            Archives.zip(folder.resolve("a.zip"), Archives.files("spec.yaml", SPEC)));
    String text = new String(zip, StandardCharsets.ISO_8859_1);
    int central = text.indexOf("PK\u0001\u0002");
    zip[6] |= 1;
    zip[central + 8] |= 1;
    Path file = Files.write(folder.resolve("b.zip"), zip);

    Problem problem = refused(file);
    assertThat(problem.code()).isEqualTo(Code.UNSUPPORTED);
    assertThat(problem.message()).contains("encrypted");
  }

  @Test
  void aWayOfPackingThatFewKnowIsRefused() throws Exception {
    byte[] zip =
        Files.readAllBytes(
            Archives.zip(folder.resolve("a.zip"), Archives.files("spec.yaml", SPEC)));
    int xz = 95;
    zip[8] = (byte) xz;
    zip[new String(zip, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002") + 10] = (byte) xz;

    assertThat(refused(Files.write(folder.resolve("b.zip"), zip)).code())
        .isIn(Code.UNSUPPORTED, Code.SYNTAX);
  }

  @Test
  void aNameThatIsNotUtf8IsRefused() throws Exception {
    byte[] zip =
        Files.readAllBytes(Archives.zip(folder.resolve("a.zip"), Archives.files("aXb", "x")));
    for (int i = 0; i < zip.length - 2; i++) {
      if (zip[i] == 'a' && zip[i + 1] == 'X' && zip[i + 2] == 'b') {
        zip[i + 1] = (byte) 0xe9;
      }
    }
    // Without the flag that says that names are UTF-8.
    String text = new String(zip, StandardCharsets.ISO_8859_1);
    zip[7] &= ~8;
    zip[text.indexOf("PK\u0001\u0002") + 9] &= ~8;

    assertThat(refused(Files.write(folder.resolve("b.zip"), zip)).code()).isEqualTo(Code.PATH);
  }

  @Test
  void aJobsFolderOutOfTheOutboxGivesItsSpecFilesAndLock() throws Exception {
    Path job = Files.createDirectories(folder.resolve("demo-20240613-120000-0a1b"));
    Files.writeString(job.resolve("spec.yaml"), "{}");
    Files.writeString(
        job.resolve("journal.jsonl"),
        line("{\"event\":\"accepted\",\"at\":\"2024-06-13T12:00:00Z\",\"source\":\"renv.lock\"}"));
    Files.writeString(job.resolve("lock.json"), "new");
    Files.createDirectories(job.resolve("files/mypkg"));
    Files.writeString(job.resolve("files/lock.json"), "old");
    Files.writeString(job.resolve("build.log"), "x");

    Unpacking unpacking = unpack(job);

    assertThat(unpacking.spec().name()).isEqualTo("renv.lock");
    assertThat(names(unpacking.files())).containsExactly("lock.json", "mypkg");
    assertThat(unpacking.files().resolve("lock.json")).hasContent("new");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "nonsense",
        "{\"event\":\"other\"}",
        "{\"event\":\"accepted\"}",
        "{\"event\":\"accepted\",\"source\":\"\\u001b[31mx.yaml\"}",
        "{\"event\":\"accepted\",\"source\":\"demo/\"}",
        "{\"event\":\"accepted\",\"at\":\"never\",\"source\":\"renv.lock\"}",
      })
  void aJournalThatAnybodyWroteDoesNotFailTheJob(String line) throws Exception {
    Map<String, String> files =
        Archives.files("spec.yaml", SPEC, "journal.jsonl", line(line), "files/a", "x");

    Unpacking unpacking = unpack(Archives.folder(folder.resolve("demo"), files));

    assertThat(unpacking.spec().name()).isEqualTo("spec.yaml");
    assertThat(names(unpacking.files())).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.zip", "a.tgz", "folder"})
  void whatAJobMadeOfItsFilesCountsForNothingWhenItIsGivenBack(String name) throws Exception {
    Map<String, String> files =
        Archives.files(
            "demo/context/a/b", "x", "demo/spec.yaml", SPEC, "demo/journal.jsonl", "{}\n");
    files.put("demo/files/mypkg/DESCRIPTION", "Package: mypkg\n");
    for (int i = 0; i < BoundedFolder.MOST_ENTRIES; i++) {
      files.put("demo/context/f" + i, "");
    }
    Path input =
        name.equals("folder")
            ? Archives.folder(folder.resolve(name), files)
            : Archives.write(folder.resolve(name), files);

    Unpacking unpacking = unpack(input);

    assertThat(names(unpacking.files())).containsExactly("mypkg", "mypkg/DESCRIPTION");
    assertThat(unpacking.spec().name()).isEqualTo("spec.yaml");
    assertThat(unpacking.files().resolveSibling("context")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.zip", "a.tgz"})
  void anArchiveIsNotLookedThroughWithoutEnd(String name) throws Exception {
    Map<String, String> files = Archives.files("spec.yaml", SPEC, "journal.jsonl", "{}\n");
    for (int i = 0; i < ArchiveEntries.MOST; i++) {
      files.put("context/f" + i, "");
    }

    assertThat(refused(Archives.write(folder.resolve(name), files)).code()).isEqualTo(Code.LIMIT);
  }

  /** With the checksum that anybody can compute. */
  private static String line(String json) {
    byte[] line = JournalLine.write(json.getBytes(StandardCharsets.UTF_8), JournalLine.START);
    return new String(line, StandardCharsets.UTF_8);
  }

  private static void add(TarArchiveOutputStream tar, String name, int mode) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setMode(mode);
    Archives.add(tar, entry, "x");
  }

  private Unpacking unpack(Path input) throws IOException, SpecInvalid {
    Path scratch = folder.resolve("scratch");
    FileTree.delete(scratch);
    return Unpacking.of(input, input.getFileName().toString(), scratch);
  }

  private Problem refused(Path input) {
    SpecInvalid invalid = catchThrowableOfType(SpecInvalid.class, () -> unpack(input));
    assertThat(invalid).as("%s is refused", input.getFileName()).isNotNull();
    assertThat(invalid.file()).isEqualTo(input.getFileName().toString());
    assertThat(invalid.problems()).hasSize(1);
    return invalid.problems().get(0);
  }

  private static List<String> names(Path files) throws IOException {
    try (Stream<Path> paths = Files.walk(files)) {
      return paths
          .filter(path -> !path.equals(files))
          .map(path -> files.relativize(path).toString())
          .sorted()
          .toList();
    }
  }
}
