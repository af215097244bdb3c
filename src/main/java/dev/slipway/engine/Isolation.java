package dev.slipway.engine;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** How a container is closed off: nothing of the network, the host, or the image can be changed. */
final class Isolation {
  /** The container's memory limit counts {@code /tmp}; half of it leaves room for the processes. */
  private static final int TMP_SHARE = 2;

  private static final long NANO = 1_000_000_000;

  private Isolation() {}

  /**
   * @param cpus how many the engine has: above that a limit is an error; empty for no limit,
   *     because the engine cannot hold one
   */
  static HostConfig of(ContainerRun.Limits limits, OptionalInt cpus) {
    HostConfig config =
        HostConfig.newHostConfig()
            .withNetworkMode("none")
            .withReadonlyRootfs(true)
            .withTmpFs(
                Map.of(
                    "/tmp", "rw,exec,nosuid,nodev,mode=1777,size=" + limits.memory() / TMP_SHARE))
            .withCapDrop(Capability.ALL)
            .withSecurityOpts(List.of("no-new-privileges"))
            .withPidsLimit((long) limits.processes())
            .withMemory(limits.memory())
            .withMemorySwap(limits.memory())
            // We listen ourselves; a flood must not fill the engine's disk.
            .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE));
    cpus.ifPresent(most -> config.withNanoCPUs(NANO * Math.min(limits.cpus(), most)));
    return config;
  }
}
