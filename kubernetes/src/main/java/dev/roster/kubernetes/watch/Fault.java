package dev.roster.kubernetes.watch;

/// What goes wrong between an API server and a follower of one kind; each is counted.
public enum Fault {
  /// No connection, or no answer on it.
  UNREACHABLE,

  /// An answer of another code than 200, those below left aside; or an error in a watch.
  REFUSED,

  /// 429, or any refusal that says when to come again.
  THROTTLED,

  /// 410: the server no longer knows the position, or the page.
  EXPIRED,

  /// A body that broke off, within an object or at a place where it should go on.
  CUT,

  /// A body that said nothing for longer than it may.
  SILENT,

  /// Bytes that are not what the API sends.
  GARBAGE,

  /// An event older than what was told before it.
  OUT_OF_ORDER,

  /// A list older than what was told before it: the cluster was set back.
  FELL,

  /// One object that says something impossible; what was known of it stays.
  BROKEN_OBJECT,

  /// More objects than [HeldVersions#OBJECTS_MAX].
  TOO_MANY,

  /// Events that the catalog did not take: no memory, or a bug there.
  NOT_APPLIED,

  /// A bug here.
  BUG
}
