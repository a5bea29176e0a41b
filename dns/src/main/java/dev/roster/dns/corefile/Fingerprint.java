package dev.roster.dns.corefile;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// Tells one Corefile from another by its words, imports included.
final class Fingerprint {
  private Fingerprint() {}

  /// SHA-512 of all words, each with its file and line, as hexadecimal.
  static String of(List<WrittenBlock> blocks) {
    MessageDigest digest = sha512();
    for (WrittenBlock block : blocks) {
      add(digest, "block", block.keys());
      block.directives().forEach((name, words) -> add(digest, name, words));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, String name, List<Token> words) {
    add(digest, name);
    for (Token word : words) {
      add(digest, word.position().source());
      add(digest, Integer.toString(word.position().line()));
      add(digest, word.text());
    }
  }

  private static void add(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static MessageDigest sha512() {
    try {
      return MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-512", e);
    }
  }
}
