package dev.slipway.packages.github;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.packages.github.SourceTarball.Unsafe;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarPathsTest {
  private final TarPaths paths = new TarPaths();

  @ParameterizedTest
  @ValueSource(
      strings = {"/etc/x", "top/../x", "top/../../x", "../x", "other/x", "top//x", "top/."})
  void aPathThatLeadsOutIsRefused(String path) throws Exception {
    paths.add(entry("top/"));

    assertRefused(entry(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"b", "b/c", "../b", "../../DESCRIPTION", "./b", "..", "../..", "b/"})
  void aLinkWithinTheFolderIsKept(String target) {
    assertThatCode(() -> paths.add(link("top/a/dir/link", target))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc", "../../../x", "b/../../../../x", "b/../c", ""})
  void aLinkThatMayLeadOutIsRefused(String target) {
    assertRefused(link("top/a/dir/link", target));
  }

  @Test
  void nothingIsUnpackedThroughALink() throws Exception {
    paths.add(link("top/a/link", "../b"));

    assertRefused(entry("top/a/link/x"));
    assertRefused(entry("top/a/link"));
    assertRefused(link("top/a/link/y", "z"));
  }

  @ParameterizedTest
  @CsvSource({"top/a, false", "/etc/passwd, true", "top/../x, true", "other/x, true"})
  void aHardLinkStaysInTheFolder(String target, boolean refused) throws Exception {
    paths.add(entry("top/a"));
    TarArchiveEntry hardLink = new TarArchiveEntry("top/b", TarConstants.LF_LINK);
    hardLink.setLinkName(target);

    if (refused) {
      assertRefused(hardLink);
    } else {
      paths.add(hardLink);
    }
  }

  @ParameterizedTest
  @ValueSource(bytes = {TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO})
  void aDeviceIsRefused(byte kind) {
    assertRefused(new TarArchiveEntry("top/device", kind));
  }

  private void assertRefused(TarArchiveEntry entry) {
    assertThatThrownBy(() -> paths.add(entry)).isInstanceOf(Unsafe.class);
  }

  private static TarArchiveEntry entry(String name) {
    return new TarArchiveEntry(name, true);
  }

  private static TarArchiveEntry link(String name, String target) {
    TarArchiveEntry link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK, true);
    link.setLinkName(target);
    return link;
  }
}
