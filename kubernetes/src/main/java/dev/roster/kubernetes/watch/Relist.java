package dev.roster.kubernetes.watch;

/// Why all objects of a kind are listed.
public enum Relist {
  /// Nothing is known yet.
  START,

  /// The server no longer knows the position.
  EXPIRED,

  /// The list broke off, or its pages expired.
  BROKEN_OFF,

  /// The server sent what can't be read.
  GARBAGE,

  /// The server sent an event older than what it had told.
  OUT_OF_ORDER,

  /// The server is behind what it had told.
  FELL,

  /// The watch failed again and again.
  FAILING,

  /// The catalog did not take what it was told.
  NOT_APPLIED,

  /// It is time to compare, and the server can't list as of the position.
  COMPARE
}
