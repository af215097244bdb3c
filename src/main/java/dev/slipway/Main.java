package dev.slipway;

import dev.slipway.cli.SlipwayCommand;

/** Starts the command line. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(SlipwayCommand.execute(arguments));
  }
}
