package dev.slipway.engine;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import java.util.List;
import java.util.Map;

/** How a container is closed off: nothing of the network, the host, or the image can be changed. */
final class Isolation {
  /** The container's memory limit counts {@code /tmp}; half of it leaves room for the processes. */
  private static final int TMP_SHARE = 2;

  private Isolation() {}

  static HostConfig of(ContainerRun.Limits limits) {
    return HostConfig.newHostConfig()
        .withNetworkMode("none")
        .withReadonlyRootfs(true)
        .withTmpFs(
            Map.of("/tmp", "rw,exec,nosuid,nodev,mode=1777,size=" + limits.memory() / TMP_SHARE))
        .withCapDrop(Capability.ALL)
        .withSecurityOpts(List.of("no-new-privileges"))
        .withPidsLimit((long) limits.processes())
        .withMemory(limits.memory())
        .withMemorySwap(limits.memory())
        // We listen ourselves; a flood must not fill the engine's disk.
        .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE));
  }
}
