package dev.roster.node.image;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What is done with a fetched artifact.
enum Unpack {
  /// The file stays as it is.
  NONE("none", List.of()),
  /// The artifact is a zip (a jar is one): all its files.
  ZIP("zip", List.of(".zip", ".jar")),
  /// A tar compressed by xz: the artifact itself, or the one such file inside a jar.
  TXZ("txz", List.of(".txz", ".tar.xz")),
  /// A tar compressed by gzip: the artifact itself, or the one such file inside a jar.
  TGZ("tgz", List.of(".tgz", ".tar.gz"));

  private final String label;
  private final List<String> endings;

  Unpack(String label, List<String> endings) {
    this.label = label;
    this.endings = endings;
  }

  /// The word in `roster.yaml`.
  String label() {
    return label;
  }

  /// Whether a file's name says that it is packed this way.
  boolean matches(String fileName) {
    return endings.stream().anyMatch(fileName::endsWith);
  }

  /// Reads the word; `jar` is another word for `zip`.
  static Optional<Unpack> parse(String word) {
    if (word.equals("jar")) return Optional.of(ZIP);
    return Arrays.stream(values()).filter(unpack -> unpack.label.equals(word)).findFirst();
  }
}
