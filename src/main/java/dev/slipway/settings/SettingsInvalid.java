package dev.slipway.settings;

/** The operator's configuration cannot be used; the message says what, where and what to do. */
public final class SettingsInvalid extends Exception {
  private static final long serialVersionUID = 1L;

  public SettingsInvalid(String message) {
    super(message);
  }
}
