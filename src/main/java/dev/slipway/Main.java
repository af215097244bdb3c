package dev.slipway;

import dev.slipway.cli.SlipwayCommand;
import java.security.Security;

/** Starts the command line. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // Java remembers for ten seconds that a host is unknown, so a second attempt would learn
    // nothing.
    Security.setProperty("networkaddress.cache.negative.ttl", "1");
    System.exit(SlipwayCommand.execute(arguments));
  }
}
