package dev.slipway.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the table of failures to what it says of itself. */
class SymptomTest {
  static List<Symptom> rows() {
    return Symptom.ALL;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowsExampleIsDecidedByThatRow(Symptom row) {
    assertThat(Classifier.decisive(evidence(row))).containsSame(row);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowSaysWhatToDo(Symptom row) {
    assertThat(row.code()).matches("[A-Z][A-Z0-9_]+");
    assertThat(row.hint()).endsWith(".");
  }

  @Test
  void theEngineIsNeverDownByWordsAlone() {
    assertThat(Symptom.ALL).noneMatch(row -> row.kind() == Kind.ENGINE_DOWN);
  }

  @Test
  void whatWasSaidComesBeforeTheStatusAndThatBeforeTheExitCode() {
    assertThat(Symptom.ALL).isSortedAccordingTo((one, other) -> one.sign().compareTo(other.sign()));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void evidenceThatPassesBeatsEvidenceThatLasts(Symptom passing) {
    for (Symptom lasting : lasting()) {
      assertThat(kind(passing.example(), lasting.example())).isEqualTo(passing.kind());
      assertThat(kind(lasting.example(), passing.example())).isEqualTo(passing.kind());
    }
  }

  /** The kinds of failure that the project promises to tell apart, each with its evidence. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "503 Service Unavailable|PASSING",
        "EOF|PASSING",
        "Put \"https://registry.example/v2/x\": EOF|PASSING",
        "ECONNRESET|PASSING",
        "EPIPE|PASSING",
        "i/o timeout|PASSING",
        "TLS handshake timeout|PASSING",
        "UNAVAILABLE|PASSING",
        "429 Too Many Requests|RATE_LIMIT",
        "TOOMANYREQUESTS|RATE_LIMIT",
        "UNAUTHORIZED|LOGIN",
        "no basic auth credentials|LOGIN",
        "DENIED|LASTING",
        "MANIFEST_UNKNOWN|LASTING",
        "NAME_UNKNOWN|LASTING",
        "pull access denied|LASTING",
        "NAME_INVALID|LASTING",
        "x509: certificate signed by unknown authority|LASTING",
        "server gave HTTP response to HTTPS client|LASTING",
        "BLOB_UPLOAD_UNKNOWN|UPLOAD",
        "DIGEST_INVALID|UPLOAD",
        "RANGE_INVALID|UPLOAD",
        "no space left on device|OPERATOR",
        "fatal error: Killed signal terminated program cc1plus|RESOURCE",
        "Hash Sum mismatch|PASSING",
        "Temporary failure resolving|PASSING",
        "Unable to locate package|LASTING",
        "unable to access index for repository|PASSING",
        "cannot open URL|PASSING",
        "download of package ‘x’ failed|PASSING",
        "Timeout was reached|PASSING",
        "package ‘x’ is not available for this version of R|LASTING",
        "compilation failed for package|LASTING",
        "lazy loading failed for package ‘x’|LASTING",
        "dependency ‘y’ is not available|LASTING",
        "had non-zero exit status|LASTING",
      })
  void everyKindOfFailureIsKnownByItsEvidence(String line, Kind kind) {
    assertThat(kind(line)).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "OPERATOR, 10, 10",
    "PASSING, 10, 10",
    "RATE_LIMIT, 10, 10",
    "LOGIN, 10, 2",
    "UPLOAD, 10, 2",
    "UNCLASSIFIED, 10, 2",
    "RESOURCE, 10, 1",
    "LASTING, 10, 1",
    "TEST, 10, 1"
  })
  void everyKindHasItsAttempts(Kind kind, int limit, int attempts) {
    assertThat(kind.attempts(limit)).isEqualTo(attempts);
  }

  private static Stream<Symptom> passing() {
    return said().filter(row -> row.kind() == Kind.PASSING || row.kind() == Kind.RATE_LIMIT);
  }

  private static List<Symptom> lasting() {
    return said().filter(row -> row.kind() == Kind.LASTING).toList();
  }

  /** The rows for lines, without those for our own check, which knows better. */
  private static Stream<Symptom> said() {
    return Symptom.ALL.stream()
        .filter(row -> row.sign() == Symptom.Sign.LINE && !row.example().startsWith("slipway: "));
  }

  private static Kind kind(String... lines) {
    return Classifier.classify("X", "it failed", Evidence.of(lines)).kind();
  }

  private static Evidence evidence(Symptom row) {
    return switch (row.sign()) {
      case LINE -> Evidence.of(row.example());
      case STATUS -> Evidence.of().withHttpStatus(Integer.parseInt(row.example()));
      case EXIT ->
          new Evidence(
              List.of(), OptionalInt.empty(), OptionalInt.of(Integer.parseInt(row.example())));
    };
  }
}
