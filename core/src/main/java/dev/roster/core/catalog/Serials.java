package dev.roster.core.catalog;

/// The serials of a catalog: for each aspect of it the unix seconds of the cut that showed its last
/// change, one more where that is taken. A zone's serial is the latest of the aspects that its
/// answers show.
///
/// @param internal see [#INTERNAL]
/// @param external see [#EXTERNAL]
/// @param imported see [#IMPORTED]
/// @param labels see [#LABELS]
/// @param zones see [#ZONES]
record Serials(long internal, long external, long imported, long labels, long zones) {
  /// Services, their ready members, pods and namespaces.
  static final int INTERNAL = 1;

  /// What Services show outside.
  static final int EXTERNAL = 2;

  /// ServiceImports and their ready members.
  static final int IMPORTED = 4;

  /// Labels, for zones that select by them.
  static final int LABELS = 8;

  /// The zones of members, for zones that have names for them.
  static final int ZONES = 16;

  /// Every aspect.
  static final int ALL = 31;

  /// Of a catalog that knows nothing.
  static final Serials NONE = new Serials(0, 0, 0, 0, 0);

  /// The serials after a cut that shows a change of these aspects: each rises.
  Serials after(int aspects, long unixSeconds) {
    return new Serials(
        after(aspects & INTERNAL, internal, unixSeconds),
        after(aspects & EXTERNAL, external, unixSeconds),
        after(aspects & IMPORTED, imported, unixSeconds),
        after(aspects & LABELS, labels, unixSeconds),
        after(aspects & ZONES, zones, unixSeconds));
  }

  /// As above, for a view that nobody was given yet: those that are up to the time stay.
  Serials atLeast(int aspects, long unixSeconds) {
    return new Serials(
        atLeast(aspects & INTERNAL, internal, unixSeconds),
        atLeast(aspects & EXTERNAL, external, unixSeconds),
        atLeast(aspects & IMPORTED, imported, unixSeconds),
        atLeast(aspects & LABELS, labels, unixSeconds),
        atLeast(aspects & ZONES, zones, unixSeconds));
  }

  private static long atLeast(int changed, long last, long unixSeconds) {
    return changed == 0 ? last : Math.max(last, unixSeconds);
  }

  private static long after(int changed, long last, long unixSeconds) {
    return changed == 0 ? last : Math.max(last + 1, unixSeconds);
  }

  /// The latest of these aspects.
  long latest(int aspects) {
    long latest = 0;
    if ((aspects & INTERNAL) != 0) latest = internal;
    if ((aspects & EXTERNAL) != 0) latest = Math.max(latest, external);
    if ((aspects & IMPORTED) != 0) latest = Math.max(latest, imported);
    if ((aspects & LABELS) != 0) latest = Math.max(latest, labels);
    if ((aspects & ZONES) != 0) latest = Math.max(latest, zones);
    return latest;
  }
}
