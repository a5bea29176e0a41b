package dev.roster.dns.view;

/// A text that is no expression; the message says where and why.
public final class WrongExpression extends Exception {
  private static final long serialVersionUID = 1;

  WrongExpression(String message) {
    super(message, null, false, false);
  }
}
