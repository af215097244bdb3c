package dev.slipway;

/** Starts the command line. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {}
}
