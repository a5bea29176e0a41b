package dev.roster.kubernetes.http;

/// A configuration that no connection can be made with: certificates or keys that can't be read, a
/// proxy of a kind that isn't known.
public final class BadAccessException extends Exception {
  private static final long serialVersionUID = 1L;

  BadAccessException(String part, String why) {
    super(part + ": " + why);
  }
}
