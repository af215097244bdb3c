package dev.slipway.packages.github;

import dev.slipway.packages.github.SourceTarball.Unsafe;
import dev.slipway.spec.document.Printable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * The paths of a tar, none of which leads out of its one top folder when it is unpacked in order.
 *
 * <p>A link may lead to another place in the folder. So that this can be told from its target
 * alone, {@code ..} may only begin the target, and nothing may be unpacked through a link.
 */
final class TarPaths {
  private static final int LONGEST_SHOWN = 200;

  private final Set<String> links = new HashSet<>();
  private String top;

  /**
   * @throws Unsafe when the entry leads out, or is a device
   */
  void add(TarArchiveEntry entry) throws Unsafe {
    String name = withoutSlash(entry.getName());
    List<String> parts = Arrays.asList(name.split("/", -1));
    if (top == null) {
      top = parts.get(0);
    }
    require(isPlain(parts) && parts.get(0).equals(top) && !isThroughLink(parts), name);
    if (entry.isSymbolicLink()) {
      require(parts.size() > 1 && staysWithin(entry.getLinkName(), parts.size() - 2), name);
      links.add(name);
    } else if (entry.isLink()) {
      List<String> target = Arrays.asList(entry.getLinkName().split("/", -1));
      boolean within = isPlain(target) && target.get(0).equals(top) && !isThroughLink(target);
      require(within && !links.contains(entry.getLinkName()), name);
    } else {
      // A file where a link was would be written to the link's target.
      require(!isDevice(entry) && !links.contains(name), name);
    }
  }

  private static boolean isDevice(TarArchiveEntry entry) {
    return entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO();
  }

  private static boolean isPlain(List<String> parts) {
    return parts.stream().noneMatch(p -> p.isEmpty() || p.equals(".") || p.equals(".."));
  }

  private boolean isThroughLink(List<String> parts) {
    for (int length = 1; length < parts.size(); length++) {
      if (links.contains(String.join("/", parts.subList(0, length)))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a link's target does.
   *
   * @param depth how many folders are between the link and the top folder
   */
  private static boolean staysWithin(String target, int depth) {
    if (target.isEmpty() || target.startsWith("/")) {
      return false;
    }
    List<String> parts = Arrays.asList(withoutSlash(target).split("/", -1));
    int up = 0;
    while (up < parts.size() && parts.get(up).equals("..")) {
      up++;
    }
    return up <= depth && !parts.subList(up, parts.size()).contains("..");
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static void require(boolean safe, String name) throws Unsafe {
    if (!safe) {
      throw new Unsafe("it has " + Printable.text(name, LONGEST_SHOWN) + ", which leads out of it");
    }
  }
}
