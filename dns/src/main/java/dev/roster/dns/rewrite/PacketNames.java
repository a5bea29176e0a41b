package dev.roster.dns.rewrite;

import dev.roster.dns.corefile.NameMatch;
import dev.roster.dns.pipeline.Packet;

/// Whether a packet's name may match, told without allocation: never no where a rule would match.
final class PacketNames {
  /// Bytes below this are no letter, digit, hyphen or underscore: in a name of such alone, with
  /// labels shorter than this, they are the lengths of labels, and stand where the text has dots.
  private static final int LETTER_MIN = '-';

  private PacketNames() {}

  /// Whether the name may be meant. An expression always may.
  static boolean mayMatch(NameMatch match, Packet packet) {
    if (!isPlain(packet)) return true;
    int length = packet.query().nameLength() - 1;
    return switch (match) {
      case NameMatch.Exact(String name) -> name.length() == length && isAt(packet, 0, name);
      case NameMatch.Prefix(String prefix) -> prefix.length() <= length && isAt(packet, 0, prefix);
      case NameMatch.Suffix(String suffix) ->
          suffix.length() <= length && isAt(packet, length - suffix.length(), suffix);
      case NameMatch.Substring(String part) -> contains(packet, length, part);
      case NameMatch.Regex _ -> true;
    };
  }

  private static boolean isPlain(Packet packet) {
    int length = packet.query().nameLength();
    if (length == 1) return false;
    for (int i = 0; i < packet.labelCount(); i++) {
      if (packet.folded(packet.labelAt(i)) >= LETTER_MIN) return false;
    }
    int label = 0;
    for (int i = 0; i < length; i++) {
      if (label < packet.labelCount() && i == packet.labelAt(label)) {
        label++;
        continue;
      }
      byte b = packet.folded(i);
      boolean letter = (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '-' || b == '_';
      if (!letter && i < length - 1) return false;
    }
    return true;
  }

  private static boolean contains(Packet packet, int length, String part) {
    for (int at = 0; at + part.length() <= length; at++) if (isAt(packet, at, part)) return true;
    return false;
  }

  private static boolean isAt(Packet packet, int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      byte b = packet.folded(1 + at + i);
      char c = b < LETTER_MIN ? '.' : (char) b;
      if (c != text.charAt(i)) return false;
    }
    return true;
  }
}
