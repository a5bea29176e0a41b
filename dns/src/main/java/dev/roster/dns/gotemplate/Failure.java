package dev.roster.dns.gotemplate;

/// Unwinds a parser or a run to [GoTemplate], which alone catches it: it never leaves this package.
final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  Failure(String what) {
    super(what, null, false, false);
  }

  String what() {
    return String.valueOf(getMessage());
  }
}
