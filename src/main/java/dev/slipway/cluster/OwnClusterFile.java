package dev.slipway.cluster;

import dev.slipway.image.ImageReference;
import dev.slipway.spec.Spec.ClusterSection;
import dev.slipway.spec.Spec.ClusterSection.Form;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@code cluster.json} that came as the spec: it goes back as it was, but for the image that its
 * nodes run and the packages that they need not install any more.
 */
final class OwnClusterFile {
  private static final String POOL = "pool";
  private static final String IMAGE = "containerImage";
  private static final String PACKAGES = "rPackages";

  private OwnClusterFile() {}

  /**
   * @throws IllegalArgumentException when the image has no tag: a node would pull {@code latest}
   */
  static ClusterContent toContent(ClusterSection file, ImageReference image) {
    String name = ClusterJson.tagged(image).toString();
    Map<String, Object> fields = withoutPackages(file.fields());
    if (file.form() == Form.POOL_FILE) {
      Map<String, Object> pool = withoutPackages(object(fields.get(POOL)));
      pool.replace(IMAGE, name);
      fields.put(POOL, pool);
    }
    // Beside the pool, too: it is there that doAzureParallel looks for it.
    fields.put(IMAGE, name);
    return new ClusterContent(fields);
  }

  /** The same fields in the same order; lists of packages that are there are empty. */
  private static Map<String, Object> withoutPackages(Map<String, Object> fields) {
    Map<String, Object> changed = new LinkedHashMap<>(fields);
    if (fields.get(PACKAGES) instanceof Map<?, ?>) {
      Map<String, Object> packages = object(fields.get(PACKAGES));
      for (String source : ClusterSection.PACKAGE_SOURCES) {
        packages.computeIfPresent(source, (key, list) -> List.of());
      }
      changed.put(PACKAGES, packages);
    }
    return changed;
  }

  private static Map<String, Object> object(Object value) {
    Map<String, Object> object = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((key, inner) -> object.put((String) key, inner));
    return object;
  }
}
