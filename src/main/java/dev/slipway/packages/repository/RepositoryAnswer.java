package dev.slipway.packages.repository;

import dev.slipway.packages.Description;
import dev.slipway.packages.repository.Exchange.BadRedirect;
import dev.slipway.step.Failure;
import dev.slipway.step.Kind;
import dev.slipway.step.RetryAfter;
import dev.slipway.step.StepFailed;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.stream.Stream;
import java.util.zip.ZipException;

/** What an answer of a package repository means that is of no use, or that never came whole. */
final class RepositoryAnswer {
  private static final String CHECK =
      "Check the operator's slipway.cran and slipway.bioconductor, and that the repository is up.";

  private static final String CHECK_NAME =
      "Check the host's name in the operator's slipway.cran and slipway.bioconductor.";

  private RepositoryAnswer() {}

  /** The URL as messages may show it: without a user, a password or a query. */
  static String shown(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
  }

  /** The failure that a status other than success stands for. */
  static StepFailed failure(URI uri, int status, HttpHeaders headers) {
    return RetryAfter.kept(statusFailure(uri, status, headers), headers).thrown();
  }

  private static Failure statusFailure(URI uri, int status, HttpHeaders headers) {
    if (status == 429) {
      String message = shown(uri) + " takes no more requests" + until(headers) + ".";
      return new Failure(Kind.RATE_LIMIT, "REPOSITORY_RATE_LIMIT", message, "");
    }
    String message = shown(uri) + " answers " + status + ".";
    return status >= 500 || status == 408
        ? new Failure(Kind.PASSING, "REPOSITORY_UNREACHABLE", message, CHECK)
        : new Failure(Kind.LASTING, "REPOSITORY_REFUSED", message, CHECK);
  }

  /** The failure when the answer did not come, or came in pieces. */
  static StepFailed failure(URI uri, IOException cause) {
    if (isUntrusted(cause)) {
      String message = shown(uri) + " shows a certificate that is not trusted.";
      String hint = "Give the Java that runs Slipway the authority that signed it.";
      return new StepFailed(new Failure(Kind.LASTING, "REPOSITORY_REFUSED", message, hint), cause);
    }
    if (cause instanceof ZipException || cause instanceof Unreadable) {
      return broken(shown(uri) + " cannot be read: " + reason(cause) + ".", cause);
    }
    String message = shown(uri) + " cannot be had: " + reason(cause) + ".";
    if (cause instanceof UnknownHostException) {
      return new StepFailed(
          new Failure(Kind.UNCLASSIFIED, "HOST_UNKNOWN", message, CHECK_NAME), cause);
    }
    if (cause instanceof BadRedirect) {
      return new StepFailed(new Failure(Kind.LASTING, "REPOSITORY_REFUSED", message, CHECK), cause);
    }
    return new StepFailed(
        new Failure(Kind.PASSING, "REPOSITORY_UNREACHABLE", message, CHECK), cause);
  }

  /** The failure when a repository holds what cannot be right. */
  static StepFailed broken(String message, Exception cause) {
    String hint = "The repository's keeper has to mend it; another snapshot may be whole.";
    return new StepFailed(new Failure(Kind.LASTING, "REPOSITORY_BROKEN", message, hint), cause);
  }

  /** The failure when an archive holds another package than its name says. */
  static StepFailed lie(URI archive, Description found) {
    String what = found.name() + " " + found.version();
    return broken(shown(archive) + " holds " + what + ", not what its name says.", null);
  }

  private static boolean isUntrusted(Throwable cause) {
    return Stream.iterate(cause, e -> e != null, Throwable::getCause)
        .limit(10)
        .anyMatch(CertificateException.class::isInstance);
  }

  private static String reason(IOException cause) {
    if (cause instanceof ConnectException) {
      return "no connection";
    }
    if (cause instanceof EOFException) {
      return "it is cut short";
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static String until(HttpHeaders headers) {
    return RetryAfter.time(headers)
        .map(time -> " until " + Instant.ofEpochSecond(time.getEpochSecond()))
        .orElse("");
  }

  /** The body is whole and yet of no use. */
  static final class Unreadable extends IOException {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }
  }
}
