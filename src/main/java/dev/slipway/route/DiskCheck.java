package dev.slipway.route;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** The health check {@code disk}: down while nothing new is taken because a disk is full. */
public final class DiskCheck extends AbstractHealthCheck {
  private final Room room;

  public DiskCheck(Room room) {
    super("slipway", "disk");
    this.room = room;
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    room.lacking().ifPresentOrElse(why -> builder.message(why).down(), builder::up);
  }

  @Override
  public boolean isLiveness() {
    return false;
  }
}
