package dev.roster.node.root;

import java.io.IOException;
import java.util.List;

/// What the planner of a pod's root asks about the machine's files. Paths are absolute and without
/// `.` and `..`.
public interface HostFiles {
  /// What a path is.
  enum Type {
    NONE,
    FOLDER,
    /// Also devices, sockets and whatever else can be bound.
    FILE,
    LINK
  }

  /// What the path itself is; links are not followed.
  Type type(String path);

  /// What the path leads to, links followed.
  Type leadsTo(String path);

  /// The path without links; it must lead somewhere.
  String real(String path) throws IOException;

  /// Where a link points, as it is written.
  String target(String link) throws IOException;

  /// A folder's entries in order, without `.` and `..`.
  ///
  /// @throws IOException if it may not be listed; the message names it
  List<String> list(String folder) throws IOException;

  /// Whether the pod's user may go through a folder.
  boolean passes(String folder);

  /// A folder's permission bits in octal, such as `1777`.
  String mode(String folder);

  /// The mount options of what holds a path that a read-only remount must repeat: a subset of
  /// nosuid, nodev, noexec and the ways of access times.
  List<String> lockedOptions(String path);

  /// Makes a folder, or an empty file, with the folders above it.
  void make(String path, boolean folder) throws IOException;
}
