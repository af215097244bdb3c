package dev.slipway.spec;

import static dev.slipway.spec.document.Problem.Code.MISSING;
import static dev.slipway.spec.document.Problem.Code.UNSUPPORTED;
import static dev.slipway.spec.document.Problem.Code.VALUE;

import dev.slipway.spec.document.FieldPath;
import dev.slipway.spec.document.Node;
import dev.slipway.spec.document.Node.Entry;
import dev.slipway.spec.document.Node.Mapping;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Position;
import dev.slipway.spec.document.Printable;
import dev.slipway.spec.document.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The packages of an {@code renv.lock}, as a spec's {@code packages}. */
final class RenvPackages {
  private static final Pattern VERSION = Pattern.compile("[0-9]{1,18}(?:[.-][0-9]{1,18}){1,9}");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}");

  private final List<Node> cran = new ArrayList<>();
  private final List<Node> github = new ArrayList<>();
  private final List<Node> bioconductor = new ArrayList<>();
  private final List<Node> tests = new ArrayList<>();
  private final Problems problems;

  RenvPackages(Problems problems) {
    this.problems = problems;
  }

  /** Adds one package, or what is wrong with it. */
  void add(Entry entry, FieldPath field) {
    if (!(entry.value() instanceof Mapping record)) {
      RenvLock.shape(entry.value().at(), field, problems);
      return;
    }
    String name = SpecRules.text(record, "Package").map(Scalar::source).orElse(entry.key());
    if (record.entries().containsKey("Hash")) {
      matching(record, "Hash", HASH, "a hash of 32 hexadecimal digits", field);
    }
    Optional<Scalar> version = matching(record, "Version", VERSION, "a package's version", field);
    Optional<Scalar> source = text(record, "Source", field);
    if (version.isEmpty() || source.isEmpty()) {
      return;
    }
    switch (source.get().source().toLowerCase(Locale.ROOT)) {
      case "repository", "cran" ->
          cran.add(SpecDocument.text(version.get().at(), name + "@" + version.get().source()));
      case "bioconductor" -> {
        bioconductor.add(SpecDocument.text(entry.at(), name));
        // A release has one version of a package: another one cannot be had, but is to be said.
        tests.add(
            new SpecDocument(entry.at())
                .put("name", SpecDocument.text(entry.at(), name))
                .put("version", version.get())
                .build());
      }
      case "github" -> gitHub(name, record, field);
      default -> unsupported(name, source.get(), field);
    }
  }

  /** The spec's section. */
  Mapping build(Position at) {
    return new SpecDocument(at)
        .putAll("cran", cran)
        .putAll("github", github)
        .putAll("bioconductor", bioconductor)
        .build();
  }

  /** That a release of Bioconductor has the versions of the file; the spec's tests. */
  Mapping tests(Position at) {
    return new SpecDocument(at).putAll("rPackages", tests).build();
  }

  private void gitHub(String name, Mapping record, FieldPath field) {
    Optional<Scalar> user = text(record, "RemoteUsername", field);
    Optional<Scalar> repository = text(record, "RemoteRepo", field);
    Optional<Scalar> commit = matching(record, "RemoteSha", COMMIT, "a commit's SHA", field);
    if (user.isPresent() && repository.isPresent() && commit.isPresent()) {
      String slug = user.get().source() + "/" + repository.get().source();
      Optional<String> folder =
          SpecRules.text(record, "RemoteSubdir").map(Scalar::source).filter(f -> !f.isEmpty());
      Optional<Scalar> host = otherHost(record);
      if (host.isPresent() && folder.isPresent()) {
        unsupportedFolder(name, host.get(), field);
        return;
      }
      String sha = commit.get().source();
      String reference =
          host.map(h -> "https://%s/%s/commit/%s".formatted(webHost(h), slug, sha))
              .orElse(slug + folder.map(f -> "/" + f).orElse("") + "@" + sha);
      github.add(SpecDocument.text(commit.get().at(), name + "=" + reference));
    }
  }

  /** A host that is not the public one: only a URL can name it. */
  private static Optional<Scalar> otherHost(Mapping record) {
    return SpecRules.text(record, "RemoteHost")
        .filter(host -> !host.source().isEmpty() && !webHost(host).equals("github.com"));
  }

  /** Where people look at what that API serves. */
  private static String webHost(Scalar host) {
    return host.source()
        .toLowerCase(Locale.ROOT)
        .replaceFirst("^https?://", "")
        .replaceFirst("/(?:api/v3/?)?$", "")
        .replaceFirst("^api\\.", "");
  }

  /** The URL of a commit has no place for a folder. */
  private void unsupportedFolder(String name, Scalar host, FieldPath field) {
    problems.add(
        UNSUPPORTED,
        host.at(),
        field.key("RemoteHost"),
        "%s comes from a folder of a repository on another host than github.com, which is not supported yet"
            .formatted(Printable.quoted(name)),
        "write a spec with its folder under packages.local");
  }

  private void unsupported(String name, Scalar source, FieldPath field) {
    problems.add(
        UNSUPPORTED,
        source.at(),
        field.key("Source"),
        "%s comes from %s, which is not supported yet"
            .formatted(Printable.quoted(name), Printable.quoted(source.source())),
        "take it from CRAN, Bioconductor or GitHub, or write a spec with its folder under packages.local");
  }

  private Optional<Scalar> matching(
      Mapping record, String key, Pattern grammar, String meant, FieldPath field) {
    Optional<Scalar> text = text(record, key, field);
    if (text.isPresent() && !grammar.matcher(text.get().source()).matches()) {
      problems.add(
          VALUE,
          text.get().at(),
          field.key(key),
          Printable.quoted(text.get().source()) + " is not " + meant,
          "renv::snapshot() writes the file anew");
      return Optional.empty();
    }
    return text;
  }

  private Optional<Scalar> text(Mapping record, String key, FieldPath field) {
    Optional<Scalar> text = SpecRules.text(record, key);
    if (text.isEmpty()) {
      problems.add(
          MISSING,
          record.find(key).map(Node::at).orElse(record.at()),
          field.key(key),
          "is missing, or no text",
          "renv::snapshot() writes the file anew");
    }
    return text;
  }
}
