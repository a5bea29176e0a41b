package dev.roster.node.image;

import java.util.Arrays;
import java.util.Optional;

/// What is done with a fetched artifact.
enum Unpack {
  /// The file stays as it is.
  NONE("none", "", ""),
  /// The artifact is a zip (a jar is one): all its files.
  ZIP("zip", ".zip", ".jar"),
  /// A tar compressed by xz: the artifact itself, or the one such file inside a jar.
  TXZ("txz", ".txz", ".tar.xz"),
  /// A tar compressed by gzip: the artifact itself, or the one such file inside a jar.
  TGZ("tgz", ".tgz", ".tar.gz");

  private final String label;
  private final String ending;
  private final String longEnding;

  Unpack(String label, String ending, String longEnding) {
    this.label = label;
    this.ending = ending;
    this.longEnding = longEnding;
  }

  /// The word in `roster.yaml`.
  String label() {
    return label;
  }

  /// Whether a file's name says that it is packed this way.
  boolean matches(String fileName) {
    return this != NONE && (fileName.endsWith(ending) || fileName.endsWith(longEnding));
  }

  /// Reads the word; `jar` is another word for `zip`.
  static Optional<Unpack> parse(String word) {
    if (word.equals("jar")) return Optional.of(ZIP);
    return Arrays.stream(values()).filter(unpack -> unpack.label.equals(word)).findFirst();
  }
}
