package dev.slipway.packages;

/**
 * The Linux distribution of an image, by its {@code /etc/os-release}.
 *
 * @param id {@code ubuntu}
 * @param release {@code 22.04}
 * @param codename {@code jammy}; empty when the file names none
 * @see <a href="https://www.freedesktop.org/software/systemd/man/os-release.html">os-release</a>
 */
public record Distribution(String id, String release, String codename) {
  @Override
  public String toString() {
    return (id + " " + release + " " + codename).strip();
  }
}
