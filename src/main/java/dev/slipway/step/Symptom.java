package dev.slipway.step;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One row of the table of failures: words by which a fault is known, and what they mean. None means
 * {@link Kind#ENGINE_DOWN}, which is tried without end: a build may print any words, and only a
 * connection that fails shows that the engine is down.
 *
 * @param text found anywhere in a line
 */
record Symptom(Kind kind, String code, String hint, Pattern text) {
  static final Symptom DISK_FULL =
      row(
          Kind.OPERATOR,
          "DISK_FULL",
          "Free space on the engine's disk, for instance with `docker system prune`.",
          "no space left on device|No space left on device");

  static final Symptom OUT_OF_MEMORY =
      row(
          Kind.RESOURCE,
          "OUT_OF_MEMORY",
          "Give the engine more memory, or let fewer jobs run at once.",
          "Killed signal terminated program|virtual memory exhausted"
              + "|cc1plus: out of memory|[Cc]annot allocate memory|cannot allocate vector of size"
              + "|signal: killed");

  static final Symptom RATE_LIMITED =
      row(
          Kind.RATE_LIMIT,
          "RATE_LIMITED",
          "Log in to the registry for a higher limit, or use a mirror.",
          "(?i)toomanyrequests|too many requests|\\b429\\b.{0,20}(?:rate|limit)"
              + "|API rate limit exceeded");

  static final Symptom SERVER_ERROR =
      row(
          Kind.PASSING,
          "SERVER_ERROR",
          "The other side has a fault of its own that usually passes.",
          "(?:HTTP status(?: was| code)?|status code|Status|response status code)[: ']{1,3}50[0-9]"
              + "|received unexpected HTTP status: 5\\d\\d"
              + "|\\b(?:500 Internal Server Error|502 Bad Gateway|503 Service (?:Temporarily )?"
              + "Unavailable|504 Gateway Time-?out)\\b|\\bUNAVAILABLE\\b");

  static final Symptom UNREACHABLE =
      row(
          Kind.PASSING,
          "REGISTRY_UNREACHABLE",
          "Check that the registry runs and that the engine reaches it.",
          "(?:dial tcp|proxyconnect tcp|Head |Get |Put |Post |Patch ).*(?:connection refused"
              + "|no such host|server misbehaving|no route to host|network is unreachable"
              + "|i/o timeout|connection reset|EOF|TLS handshake timeout"
              + "|deadline exceeded|Client\\.Timeout)");

  static final Symptom CONNECTION_CUT =
      row(
          Kind.PASSING,
          "CONNECTION_CUT",
          "Such a fault usually passes.",
          "unexpected EOF|: EOF$|ECONNRESET|EPIPE|[Cc]onnection reset by peer|[Bb]roken pipe"
              + "|i/o timeout|TLS handshake timeout|connection refused|[Cc]onnection timed out");

  static final Symptom APT_REPOSITORY =
      row(
          Kind.PASSING,
          "APT_UNREACHABLE",
          "Check that the engine's containers reach the distribution's mirror.",
          "Hash Sum mismatch|Temporary failure resolving|Unable to connect to .*:https?:"
              + "|Could not connect to .*:(?:80|443)\\b|^E: Failed to fetch");

  static final Symptom R_REPOSITORY =
      row(
          Kind.PASSING,
          "REPOSITORY_UNREACHABLE",
          "Check that the engine's containers reach the package repository.",
          "unable to access index for repository|cannot open URL|download of package .* failed"
              + "|Timeout was reached|Timeout of \\d+ seconds was reached"
              + "|Could not resolve host|Temporary failure in name resolution");

  static final Symptom UPLOAD =
      row(
          Kind.UPLOAD,
          "UPLOAD_BROKEN",
          "The upload went wrong half-way.",
          "(?i)BLOB_UPLOAD_UNKNOWN|blob upload unknown|DIGEST_INVALID|provided digest did not match"
              + "|RANGE_INVALID|blob upload invalid");

  static final Symptom LOGIN =
      row(
          Kind.LOGIN,
          "REGISTRY_LOGIN",
          "Log in with `docker login` as the user who runs Slipway, or set DOCKER_AUTH_CONFIG.",
          "(?i)\\bunauthorized\\b|no basic auth credentials|authentication required"
              + "|incorrect username or password");

  static final Symptom DENIED =
      row(
          Kind.LASTING,
          "REGISTRY_DENIED",
          "Ask the registry's owner for the right to this repository, or use another name.",
          "requested access to the resource is denied|^denied\\b|: denied\\b|\\bDENIED\\b"
              + "|pull access denied|403 Forbidden");

  static final Symptom NOT_FOUND =
      row(
          Kind.LASTING,
          "IMAGE_NOT_FOUND",
          "Check the image's name and tag.",
          "(?i)MANIFEST_UNKNOWN|manifest unknown|NAME_UNKNOWN|name unknown"
              + "|manifest for .* not found|repository .* not found");

  static final Symptom CANNOT_COMPILE =
      row(
          Kind.LASTING,
          "COMPILATION_FAILED",
          "The package does not compile here: look for the first error in the build log; a missing"
              + " header names the system library to add under `system`.",
          "compilation failed for package");

  /** In the order in which they are tried: what passes comes before what lasts. */
  static final List<Symptom> ALL =
      List.of(
          DISK_FULL,
          OUT_OF_MEMORY,
          RATE_LIMITED,
          SERVER_ERROR,
          UNREACHABLE,
          APT_REPOSITORY,
          R_REPOSITORY,
          CONNECTION_CUT,
          UPLOAD,
          LOGIN,
          DENIED,
          NOT_FOUND,
          row(
              Kind.LASTING,
              "IMAGE_NAME_INVALID",
              "Check the image's name.",
              "NAME_INVALID|invalid repository name|invalid reference format"),
          row(
              Kind.LASTING,
              "REGISTRY_CERTIFICATE",
              "Install the registry's certificate authority for the engine, in"
                  + " /etc/docker/certs.d/<registry>/ca.crt.",
              "x509: "),
          row(
              Kind.LASTING,
              "REGISTRY_INSECURE",
              "Give the registry TLS, or name it in the engine's `insecure-registries`.",
              "server gave HTTP response to HTTPS client"),
          row(
              Kind.LASTING,
              "APT_PACKAGE_UNKNOWN",
              "Check the name under `system` against the base image's distribution.",
              "E: Unable to locate package|E: Package .* has no installation candidate"
                  + "|E: Couldn't find any package by"),
          row(
              Kind.LASTING,
              "PACKAGE_UNAVAILABLE",
              "Check the package's name, and whether the snapshot has it for this version of R.",
              "package .* is not available|packages .* are not available"),
          CANNOT_COMPILE,
          row(
              Kind.LASTING,
              "PACKAGE_DOES_NOT_LOAD",
              "The package installs but does not load; the build log says what it misses.",
              "lazy loading failed for package|loading failed for|there is no package called"),
          row(
              Kind.LASTING,
              "DEPENDENCY_UNAVAILABLE",
              "A package needs another that the repository does not have: check the snapshot.",
              "dependenc(?:y|ies) .* (?:is|are) not available"),
          row(
              Kind.LASTING,
              "PACKAGE_NOT_INSTALLED",
              "The build log says why the package could not be installed.",
              "had non-zero exit status"),
          row(
              Kind.LASTING,
              "R_WORD_UNKNOWN",
              "R takes a word without quotes for a variable of its own: write"
                  + " install.packages(c(\"jsonlite\", \"httr\")).",
              "^Error.*: object '[^']+' not found|^Error: object '[^']+' not found"),
          row(
              Kind.LASTING,
              "COPY_NOT_FOUND",
              "It did not come with the spec: give Slipway the folder or the archive that holds the"
                  + " Dockerfile and all that it copies.",
              "failed to compute cache key: .*(?:not found|no such file or directory)"
                  + "|COPY failed: .*(?:not found|no such file or directory)"),
          row(
              Kind.LASTING,
              "DOCKERFILE_INVALID",
              "Mend the Dockerfile at that line.",
              "dockerfile parse error|unknown instruction:"));

  /** Whether a line of a log shows it. */
  boolean shows(String line) {
    return text.matcher(line).find();
  }

  Failure failure(String message) {
    return new Failure(kind, code, message, hint);
  }

  private static Symptom row(Kind kind, String code, String hint, String text) {
    return new Symptom(kind, code, hint, Pattern.compile(text));
  }
}
