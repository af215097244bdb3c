package dev.slipway.packages;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One commit of a GitHub repository, or a folder in it.
 *
 * @param host the API's host and path, {@code api.github.com} or {@code github.example.org/api/v3},
 *     as R's {@code RemoteHost} field has it
 * @param subdirectory the package's folder; empty means the top
 * @param ref what was asked for: a branch, a tag, {@code #12}, {@code *release} or {@code HEAD}
 * @param sha the full commit that it meant, 40 hexadecimal digits
 */
public record GitHubCommit(
    String host,
    String user,
    String repository,
    Optional<String> subdirectory,
    String ref,
    String sha) {
  /** The fields by which R's tools know where an installed package comes from, in their order. */
  public Map<String, String> remoteFields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("RemoteType", "github");
    fields.put("RemoteHost", host);
    fields.put("RemoteUsername", user);
    fields.put("RemoteRepo", repository);
    subdirectory.ifPresent(folder -> fields.put("RemoteSubdir", folder));
    fields.put("RemoteRef", ref);
    fields.put("RemoteSha", sha);
    return fields;
  }
}
