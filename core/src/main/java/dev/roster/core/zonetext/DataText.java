package dev.roster.core.zonetext;

import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads the data of a record by its type: words become the bytes of the wire, and those the data.
/// A type without a form of its own is written as RFC 3597 says: `\# LENGTH HEX`; any other may be.
final class DataText {
  /// The form of each type, a letter a field: `1` `2` `4` numbers of so many bytes, `n` a name, `t`
  /// seconds, `d` a date of signatures, `a` IPv4, `A` IPv6, `s` a string, `S` all strings, `q` text
  /// to the end without a length, `x` hexadecimal text to the end, `h` a word of it with its
  /// length, `-` for none, `g` the same in base 32, `b` base 64 to the end, `T` a type, `B` types
  /// to the end, `m` an algorithm, `i` a 64 bit number in four groups, `e` bytes between dashes,
  /// `H` two strings of which the second takes all that is left, `P` service parameters, `L` a
  /// place on earth.
  private static final String FORMS =
      """
      A a AAAA A NS n CNAME n PTR n DNAME n MB n MD n MF n MG n MR n NSAP-PTR n
      SOA nn4tttt MX 2n SRV 222n TXT S SPF S AVC S NINFO S RESINFO S HINFO H ISDN H X25 s UINFO s
      RP nn MINFO nn TALINK nn AFSDB 2n RT 2n KX 2n PX 2nn NAPTR 22sssn CAA 1sq URI 22q
      DS 2m1x CDS 2m1x DLV 2m1x TA 2m1x DNSKEY 21mb KEY 21mb CDNSKEY 21mb
      RRSIG Tm1tdd2nb SIG Tm1tdd2nb NSEC nB NXT nB NSEC3 112hgB NSEC3PARAM 112h CSYNC 42B
      TLSA 111x SMIMEA 111x SSHFP 11x ZONEMD 411x CERT C2mb OPENPGPKEY b DHCID b
      NID 2i L64 2i L32 2a LP 2n UID 4 GID 4 EUI48 e EUI64 e GPOS sss EID x NIMLOC x
      SVCB 2nP HTTPS 2nP LOC L
      """;

  private static final Map<Integer, String> FORM_OF = new HashMap<>();

  private static final Map<String, Integer> ALGORITHMS =
      Map.ofEntries(
          Map.entry("RSAMD5", 1),
          Map.entry("DH", 2),
          Map.entry("DSA", 3),
          Map.entry("RSASHA1", 5),
          Map.entry("DSA-NSEC3-SHA1", 6),
          Map.entry("RSASHA1-NSEC3-SHA1", 7),
          Map.entry("RSASHA256", 8),
          Map.entry("RSASHA512", 10),
          Map.entry("ECC-GOST", 12),
          Map.entry("ECDSAP256SHA256", 13),
          Map.entry("ECDSAP384SHA384", 14),
          Map.entry("ED25519", 15),
          Map.entry("ED448", 16),
          Map.entry("INDIRECT", 252),
          Map.entry("PRIVATEDNS", 253),
          Map.entry("PRIVATEOID", 254));

  private static final List<String> CERTIFICATES =
      List.of("", "PKIX", "SPKI", "PGP", "IPIX", "ISPKI", "IPGP", "ACPKIX", "IACPKIX");

  static {
    String[] words = FORMS.trim().split("\\s+");
    for (int i = 0; i < words.length; i += 2) {
      FORM_OF.put(RecordType.parse(words[i]).orElseThrow(), words[i + 1]);
    }
  }

  private DataText() {}

  /// The data of a record of this type, which the fields that are left say.
  static RecordData parse(int type, Fields fields) throws BadText {
    Word first = fields.peek();
    Bytes bytes = new Bytes();
    String form = FORM_OF.get(type);
    if (first.text().equals("\\#") && !first.quoted() && !fields.isEmpty()) {
      generic(fields, bytes);
    } else if (form == null) {
      throw new BadText(
          first.line(),
          "data of type " + RecordType.toText(type) + " (expected: \\# LENGTH HEX, RFC 3597)");
    } else {
      for (int i = 0; i < form.length(); i++) field(form.charAt(i), fields, bytes);
    }
    fields.end();
    if (bytes.length() > Bytes.DATA_BYTES_MAX) {
      throw new BadText(first.line(), bytes.length() + " bytes of data (expected: 65535 or less)");
    }
    Optional<RecordData> data = MessageDecoder.data(type, bytes.toBytes());
    return data.orElseThrow(
        () -> new BadText(first.line(), "no data of type " + RecordType.toText(type)));
  }

  private static void generic(Fields fields, Bytes bytes) throws BadText {
    fields.word("\\#");
    int length = (int) fields.number("length", Bytes.DATA_BYTES_MAX);
    byte[] data = length == 0 && fields.isEmpty() ? new byte[0] : fields.hex(fields.rest("data"));
    if (data.length != length) {
      throw new BadText(
          fields.peek().line(), data.length + " bytes of data (expected: " + length + ")");
    }
    bytes.raw(data);
  }

  private static void field(char kind, Fields fields, Bytes bytes) throws BadText {
    switch (kind) {
      case '1' -> bytes.u8((int) fields.number("number", 0xff));
      case '2' -> bytes.u16((int) fields.number("number", 0xffff));
      case '4' -> bytes.u32(fields.number("number", 0xffff_ffffL));
      case 'n' -> bytes.name(fields.name());
      case 't' -> bytes.u32(fields.time());
      case 'd' -> bytes.u32(date(fields));
      case 'a' -> bytes.raw(fields.address(true).toBytes());
      case 'A' -> bytes.raw(fields.address(false).toBytes());
      case 's' -> string(fields.string(), bytes);
      case 'S' -> {
        for (byte[] string : fields.strings()) string(string, bytes);
      }
      case 'q' -> bytes.raw(Fields.unescaped(fields.word("text")));
      case 'H' -> twoStrings(fields, bytes);
      case 'x' -> bytes.raw(fields.hex(fields.rest("hexadecimal text")));
      case 'h' -> {
        Word word = fields.word("hexadecimal text");
        string(word.text().equals("-") ? new byte[0] : fields.hex(word), bytes);
      }
      case 'g' -> string(base32(fields), bytes);
      case 'b' -> bytes.raw(base64(fields));
      case 'T' -> bytes.u16(fields.type());
      case 'B' -> types(fields, bytes);
      case 'm' -> bytes.u8(algorithm(fields));
      case 'C' -> {
        Word word = fields.word("certificate type");
        int known = CERTIFICATES.indexOf(word.text().toUpperCase(Locale.ROOT));
        bytes.u16(known > 0 ? known : (int) fields.number(word, "certificate type", 0xffff));
      }
      case 'i' -> groups(fields, bytes);
      case 'e' -> {
        Word word = fields.word("bytes between dashes");
        bytes.raw(fields.hex(new Word(word.text().replace("-", ""), false, false, word.line())));
      }
      case 'P' -> ServiceParameters.parse(fields, bytes);
      case 'L' -> LocationText.parse(fields, bytes);
      default -> throw new IllegalStateException("no field " + kind);
    }
  }

  private static void string(byte[] string, Bytes bytes) throws BadText {
    if (string.length > 255) throw new BadText(1, "a string over 255 bytes");
    bytes.u8(string.length);
    bytes.raw(string);
  }

  private static void twoStrings(Fields fields, Bytes bytes) throws BadText {
    List<byte[]> strings = fields.strings();
    if (strings.isEmpty()) throw new BadText(fields.peek().line(), "two strings are expected");
    List<String> words =
        new ArrayList<>(
            strings.stream().map(it -> new String(it, StandardCharsets.ISO_8859_1)).toList());
    // As CoreDNS has it: one string is cut at its blanks.
    if (words.size() == 1) words = List.of(words.getFirst().strip().split("[ \\t]+"));
    String first = words.getFirst();
    String second = String.join(" ", words.subList(1, words.size()));
    string(first.getBytes(StandardCharsets.ISO_8859_1), bytes);
    string(second.getBytes(StandardCharsets.ISO_8859_1), bytes);
  }

  /// `YYYYMMDDHHMMSS` in UTC or seconds since 1970 (RFC 4034 section 3.2).
  private static long date(Fields fields) throws BadText {
    Word word = fields.word("date");
    String text = word.text();
    if (text.length() != 14) return fields.number(word, "date", 0xffff_ffffL);
    int[] part = new int[6];
    int at = 0;
    for (int i = 0; i < part.length; i++) {
      int end = at + (i == 0 ? 4 : 2);
      for (; at < end; at++) {
        int digit = text.charAt(at) - '0';
        if (digit < 0 || digit > 9) throw fields.bad(word, "date as YYYYMMDDHHMMSS");
        part[i] = 10 * part[i] + digit;
      }
    }
    try {
      return LocalDateTime.of(part[0], part[1], part[2], part[3], part[4], part[5])
              .toEpochSecond(ZoneOffset.UTC)
          & 0xffff_ffffL;
    } catch (DateTimeException none) {
      throw fields.bad(word, "date as YYYYMMDDHHMMSS");
    }
  }

  private static int algorithm(Fields fields) throws BadText {
    Word word = fields.word("algorithm");
    Integer known = ALGORITHMS.get(word.text().toUpperCase(Locale.ROOT));
    return known != null ? known : (int) fields.number(word, "algorithm", 255);
  }

  static byte[] base64(Fields fields) throws BadText {
    Word word = fields.rest("base 64 text");
    return base64(fields, word);
  }

  static byte[] base64(Fields fields, Word word) throws BadText {
    try {
      return Base64.getDecoder().decode(word.text());
    } catch (IllegalArgumentException none) {
      throw fields.bad(word, "base 64 text");
    }
  }

  /// Base 32 with the extended hexadecimal alphabet, no padding (RFC 5155 section 3.3).
  private static byte[] base32(Fields fields) throws BadText {
    Word word = fields.word("base 32 text");
    String text = word.text();
    byte[] out = new byte[text.length() * 5 / 8];
    int bits = 0;
    int held = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = Character.digit(text.charAt(i), 32);
      if (digit < 0) throw fields.bad(word, "base 32 text");
      bits = (bits << 5 | digit) & 0xfff;
      held += 5;
      if (held < 8) continue;
      held -= 8;
      out[at++] = (byte) (bits >> held);
    }
    return out;
  }

  /// The windows of a type bitmap (RFC 4034 section 4.1.2).
  private static void types(Fields fields, Bytes bytes) throws BadText {
    BitSet types = new BitSet();
    while (!fields.isEmpty()) types.set(fields.type());
    for (int window = 0; window < 256; window++) {
      int from = window << 8;
      int last = types.previousSetBit(from + 255);
      if (last < from) continue;
      int count = (last - from) / 8 + 1;
      bytes.u8(window);
      bytes.u8(count);
      for (int i = 0; i < count; i++) {
        int octet = 0;
        for (int bit = 0; bit < 8; bit++) {
          if (types.get(from + 8 * i + bit)) octet |= 0x80 >> bit;
        }
        bytes.u8(octet);
      }
    }
  }

  /// Four groups of hexadecimal digits (RFC 6742).
  private static void groups(Fields fields, Bytes bytes) throws BadText {
    Word word = fields.word("64 bit number");
    String[] groups = word.text().split(":", 5);
    for (int i = 0; i < 4; i++) {
      boolean fits = groups.length == 4 && !groups[i].isEmpty() && groups[i].length() <= 4;
      if (!fits) throw fields.bad(word, "64 bit number as 1111:2222:3333:4444");
      String padded = "0".repeat(4 - groups[i].length()) + groups[i];
      bytes.raw(fields.hex(new Word(padded, false, false, word.line())));
    }
  }
}
