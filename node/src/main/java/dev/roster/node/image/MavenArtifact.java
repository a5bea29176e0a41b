package dev.roster.node.image;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// One artifact of a Maven repository, named as Maven's own goals name it:
/// `group:artifact:version[:type[:classifier]]`. Each part is checked to be safe as a file name.
record MavenArtifact(
    String group, String artifact, String version, String type, String classifier) {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

  /// Reads coordinates; empty where they aren't `group:artifact:version[:type[:classifier]]` with
  /// an exact version.
  static Optional<MavenArtifact> parse(String coordinates) {
    String[] parts = coordinates.split(":", -1);
    if (parts.length < 3 || parts.length > 5) return Optional.empty();
    for (String part : parts) {
      if (!PART.matcher(part).matches()) return Optional.empty();
    }
    if (parts[2].equals("LATEST") || parts[2].equals("RELEASE")) return Optional.empty();
    return Optional.of(
        new MavenArtifact(
            parts[0],
            parts[1],
            parts[2],
            parts.length > 3 ? parts[3] : "jar",
            parts.length > 4 ? parts[4] : ""));
  }

  /// The folder below the cache that holds this artifact unpacked in one way. No part of it has a
  /// colon: it stands in PATH and CLASSPATH.
  Path folder(Unpack unpack) {
    String suffix = classifier.isEmpty() ? "" : "-" + classifier;
    String kind = type.equals("jar") ? "" : "-" + type;
    return folder().resolve(version + suffix + kind + "-" + unpack.label());
  }

  /// The folder below the cache that holds all of this artifact's versions.
  Path folder() {
    return Path.of(group, artifact);
  }

  /// The coordinates with type and classifier, as `dependency:copy` takes them.
  String full() {
    String base = group + ":" + artifact + ":" + version + ":" + type;
    return classifier.isEmpty() ? base : base + ":" + classifier;
  }

  @Override
  public String toString() {
    return group + ":" + artifact + ":" + version + (classifier.isEmpty() ? "" : ":" + classifier);
  }
}
