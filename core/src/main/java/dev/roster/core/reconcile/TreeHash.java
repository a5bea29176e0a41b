package dev.roster.core.reconcile;

import dev.roster.core.objects.Tree;
import java.util.TreeMap;

/// A short name for a content: the same for trees that are equal, whatever the order of their
/// members, and the same in every run.
final class TreeHash {
  // As Kubernetes encodes hashes: no vowels, so no words, and nothing that looks like another
  // letter.
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private long hash = 0x811c9dc5L; // FNV-1a with 32 bits

  private TreeHash() {}

  /// The name of a content.
  ///
  /// @param salt another one gives another name
  static String of(Tree tree, long salt) {
    TreeHash hash = new TreeHash();
    hash.add(tree);
    if (salt != 0) hash.add("#" + salt);
    StringBuilder name = new StringBuilder();
    for (char digit : Long.toString(hash.hash).toCharArray()) {
      name.append(LETTERS.charAt(digit % LETTERS.length()));
    }
    return name.toString();
  }

  private void add(Tree tree) {
    switch (tree) {
      case Tree.Obj obj -> {
        add("{");
        new TreeMap<>(obj.members())
            .forEach((name, value) -> {
              add("\"" + name.length() + ":" + name);
              add(value);
            });
        add("}");
      }
      case Tree.Arr arr -> {
        add("[");
        arr.elements().forEach(this::add);
        add("]");
      }
      case Tree.Text text -> add("\"" + text.value().length() + ":" + text.value());
      case Tree.Num num -> add("n" + num.value().stripTrailingZeros().toPlainString() + ";");
      case Tree.Bool bool -> add(bool.value() ? "t" : "f");
      case Tree.Null _ -> add("0");
    }
  }

  private void add(String text) {
    for (int i = 0; i < text.length(); i++) {
      mix(text.charAt(i) & 0xff);
      mix(text.charAt(i) >> 8);
    }
  }

  private void mix(int octet) {
    hash = ((hash ^ octet) * 0x01000193L) & 0xffffffffL;
  }
}
