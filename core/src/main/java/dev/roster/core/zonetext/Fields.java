package dev.roster.core.zonetext;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Walks the words of one entry and says what each one is.
final class Fields {
  private final ZoneLexer.Entry entry;
  private final Name origin;
  private int at;

  Fields(ZoneLexer.Entry entry, Name origin) {
    this.entry = entry;
    this.origin = origin;
  }

  boolean isEmpty() {
    return at >= entry.words().size();
  }

  /// The word that is next; the last one at the end.
  Word peek() {
    return entry.words().get(Math.min(at, entry.words().size() - 1));
  }

  Word word(String wanted) throws BadText {
    if (isEmpty()) throw new BadText(peek().line(), "the line ends (expected: " + wanted + ")");
    return entry.words().get(at++);
  }

  BadText bad(Word word, String wanted) {
    return new BadText(
        word.line(), "\"" + word.shown() + "\" is no " + wanted + " (expected: " + wanted + ")");
  }

  /// Nothing may be left.
  void end() throws BadText {
    if (!isEmpty()) {
      throw new BadText(peek().line(), "\"" + peek().shown() + "\" behind the record's data");
    }
  }

  /// A decimal number of `0..max`.
  long number(String wanted, long max) throws BadText {
    Word word = word(wanted);
    return number(word, wanted, max);
  }

  long number(Word word, String wanted, long max) throws BadText {
    String text = word.text();
    boolean digits = !text.isEmpty() && text.length() <= 10;
    for (int i = 0; i < text.length(); i++)
      digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    if (!digits || Long.parseLong(text) > max) throw bad(word, wanted + " of 0.." + max);
    return Long.parseLong(text);
  }

  Name name() throws BadText {
    return name(word("domain name"), origin);
  }

  /// A name, under the origin where it has no final dot.
  static Name name(Word word, Name origin) throws BadText {
    if (word.text().equals("@")) return origin;
    Optional<Name> name = word.text().isEmpty() ? Optional.empty() : Name.parse(ascii(word.text()));
    if (name.isPresent() && isAbsolute(word.text())) return name.get();
    if (name.isEmpty() || name.get().wireLength() - 1 + origin.wireLength() > Name.WIRE_BYTES_MAX) {
      throw new BadText(word.line(), "\"" + word.shown() + "\" is no domain name");
    }
    return origin.under(name.get());
  }

  /// Whether the final dot stands there and is not escaped.
  private static boolean isAbsolute(String text) {
    if (!text.endsWith(".")) return false;
    int backslashes = 0;
    for (int i = text.length() - 2; i >= 0 && text.charAt(i) == '\\'; i--) backslashes++;
    return backslashes % 2 == 0;
  }

  /// Bytes above 127 as escapes: names are read from text in UTF-8.
  private static String ascii(String latin) {
    StringBuilder text = new StringBuilder(latin.length());
    for (int i = 0; i < latin.length(); i++) {
      char c = latin.charAt(i);
      if (c < 128) text.append(c);
      else text.append('\\').append((int) c);
    }
    return text.toString();
  }

  /// Seconds, also as `1h30m`; as CoreDNS, a unit without a number counts as none of it.
  static Optional<Long> seconds(String text) {
    long sum = 0;
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        number = number * 10 + c - '0';
        if (number > 0xffff_ffffL) return Optional.empty();
        continue;
      }
      long unit = unitSeconds(c);
      if (unit == 0) return Optional.empty();
      sum += number * unit;
      number = 0;
      if (sum > 0xffff_ffffL) return Optional.empty();
    }
    sum += number;
    return sum > 0xffff_ffffL ? Optional.empty() : Optional.of(sum);
  }

  private static long unitSeconds(char c) {
    return switch (c) {
      case 's', 'S' -> 1;
      case 'm', 'M' -> 60;
      case 'h', 'H' -> 3600;
      case 'd', 'D' -> 86_400;
      case 'w', 'W' -> 604_800;
      default -> 0;
    };
  }

  long time() throws BadText {
    Word word = word("time in seconds");
    return seconds(word.text()).orElseThrow(() -> bad(word, "time in seconds"));
  }

  IpAddress address(boolean ipv4) throws BadText {
    String wanted = ipv4 ? "IPv4 address" : "IPv6 address";
    Word word = word(wanted);
    return IpAddress.parse(word.text())
        .filter(address -> address.isIpv4() == ipv4)
        .orElseThrow(() -> bad(word, wanted));
  }

  /// One string of at most 255 bytes.
  byte[] string() throws BadText {
    Word word = word("string");
    byte[] bytes = unescaped(word);
    if (bytes.length > 255) throw bad(word, "string of at most 255 bytes");
    return bytes;
  }

  /// All that is left as strings; a longer word counts as several of 255 bytes.
  List<byte[]> strings() throws BadText {
    List<byte[]> strings = new ArrayList<>();
    while (!isEmpty()) {
      byte[] whole = unescaped(word("string"));
      int from = 0;
      do {
        int to = Math.min(whole.length, from + 255);
        strings.add(java.util.Arrays.copyOfRange(whole, from, to));
        from = to;
      } while (from < whole.length);
    }
    return strings;
  }

  /// The bytes of a word, escapes taken (RFC 1035 section 5.1).
  static byte[] unescaped(Word word) throws BadText {
    String text = word.text();
    byte[] out = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        OptionalInt code = code(text, i + 1);
        if (code.isPresent()) {
          if (code.getAsInt() > 255) throw new BadText(word.line(), "an escape over \\255");
          out[length++] = (byte) code.getAsInt();
          i += 3;
          continue;
        }
        c = text.charAt(++i);
      }
      out[length++] = (byte) c;
    }
    return java.util.Arrays.copyOf(out, length);
  }

  private static OptionalInt code(String text, int from) {
    if (from + 3 > text.length()) return OptionalInt.empty();
    int value = 0;
    for (int i = from; i < from + 3; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') return OptionalInt.empty();
      value = 10 * value + c - '0';
    }
    return OptionalInt.of(value);
  }

  /// All that is left as one text, blanks dropped.
  Word rest(String wanted) throws BadText {
    StringBuilder text = new StringBuilder(peek().text().length());
    int line = peek().line();
    while (!isEmpty()) {
      text.append(word(wanted).text());
      if (text.length() > 2 * Bytes.DATA_BYTES_MAX)
        throw new BadText(line, "data over 65535 bytes");
    }
    return new Word(text.toString(), false, false, line);
  }

  /// The bytes that hexadecimal digits say.
  byte[] hex(Word word) throws BadText {
    String text = word.text();
    byte[] bytes = new byte[text.length() / 2];
    boolean whole = text.length() % 2 == 0;
    for (int i = 0; whole && i < bytes.length; i++) {
      int high = Character.digit(text.charAt(2 * i), 16);
      int low = Character.digit(text.charAt(2 * i + 1), 16);
      whole = high >= 0 && low >= 0;
      bytes[i] = (byte) (high << 4 | low);
    }
    if (!whole) throw bad(word, "hexadecimal text");
    return bytes;
  }

  /// A type by its mnemonic or as `TYPE123`.
  int type() throws BadText {
    Word word = word("record type");
    OptionalInt type = RecordType.parse(word.text());
    if (type.isEmpty()) throw bad(word, "record type");
    return type.getAsInt();
  }
}
