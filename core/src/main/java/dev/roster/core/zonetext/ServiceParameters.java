package dev.roster.core.zonetext;

import dev.roster.core.names.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Service parameters of SVCB and HTTPS records (RFC 9460 section 2.1): `key=value` pairs, written
/// to the wire in the order of their numbers.
final class ServiceParameters {
  private static final List<String> KEYS =
      List.of(
          "mandatory",
          "alpn",
          "no-default-alpn",
          "port",
          "ipv4hint",
          "ech",
          "ipv6hint",
          "dohpath",
          "ohttp");

  private static final int KEY_MAX = 0xfffe;

  private ServiceParameters() {}

  static void parse(Fields fields, Bytes bytes) throws BadText {
    Map<Integer, byte[]> values = new TreeMap<>();
    while (!fields.isEmpty()) {
      Word word = fields.word("key=value");
      int equals = word.text().indexOf('=');
      String key = equals < 0 ? word.text() : word.text().substring(0, equals);
      String text = equals < 0 ? "" : word.text().substring(equals + 1);
      boolean quotedNext = !fields.isEmpty() && fields.peek().quoted() && fields.peek().joined();
      if (equals >= 0 && text.isEmpty() && quotedNext) text = fields.word("value").text();
      int number = number(fields, new Word(key, word.quoted(), false, word.line()));
      byte[] value = value(fields, number, new Word(text, true, false, word.line()));
      if (values.put(number, value) != null) {
        throw new BadText(word.line(), "\"" + key + "\" is said twice");
      }
    }
    values.forEach((number, value) -> {
      bytes.u16(number);
      bytes.u16(value.length);
      bytes.raw(value);
    });
  }

  private static int number(Fields fields, Word key) throws BadText {
    int known = KEYS.indexOf(key.text());
    if (known >= 0 && !key.quoted()) return known;
    boolean numbered = key.text().startsWith("key") && !key.quoted();
    if (!numbered) throw fields.bad(key, "service parameter");
    String digits = key.text().substring(3);
    int number =
        (int) fields.number(new Word(digits, false, false, key.line()), "key number", KEY_MAX);
    if (number < KEYS.size() || digits.startsWith("0")) throw fields.bad(key, "unnamed key");
    return number;
  }

  private static byte[] value(Fields fields, int key, Word word) throws BadText {
    Bytes bytes = new Bytes();
    switch (key) {
      case 0 -> {
        TreeMap<Integer, Integer> keys = new TreeMap<>();
        for (String part : parts(word)) {
          int number = number(fields, new Word(part, false, false, word.line()));
          keys.put(number, number);
        }
        keys.keySet().forEach(bytes::u16);
      }
      case 1 -> {
        for (byte[] protocol : protocols(fields, word)) {
          if (protocol.length > 255) throw fields.bad(word, "list of protocols");
          bytes.u8(protocol.length);
          bytes.raw(protocol);
        }
      }
      case 2, 8 -> {
        if (!word.text().isEmpty()) throw fields.bad(word, "empty value");
      }
      case 3 -> bytes.u16((int) fields.number(word, "port", 0xffff));
      case 4, 6 -> {
        for (String part : parts(word)) {
          IpAddress address =
              IpAddress.parse(part)
                  .filter(one -> one.isIpv4() == (key == 4))
                  .orElseThrow(() -> fields.bad(word, "list of addresses"));
          bytes.raw(address.toBytes());
        }
        if (bytes.length() == 0) throw fields.bad(word, "list of addresses");
      }
      case 5 -> bytes.raw(DataText.base64(fields, word));
      default -> bytes.raw(Fields.unescaped(word));
    }
    return bytes.toBytes();
  }

  private static List<String> parts(Word word) {
    return word.text().isEmpty() ? List.of() : List.of(word.text().split(",", -1));
  }

  /// A list in which a comma inside a value stands behind a backslash, and all that is escaped once
  /// more (RFC 9460 appendix A.1).
  private static List<byte[]> protocols(Fields fields, Word word) throws BadText {
    List<byte[]> protocols = new ArrayList<>();
    String text = new String(Fields.unescaped(word), StandardCharsets.ISO_8859_1);
    if (text.isEmpty()) return protocols;
    StringBuilder one = new StringBuilder();
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ',';
      if (c == ',') {
        if (one.isEmpty()) throw fields.bad(word, "list of protocols");
        protocols.add(one.toString().getBytes(StandardCharsets.ISO_8859_1));
        one.setLength(0);
        continue;
      }
      if (c == '\\' && i + 1 < text.length()) c = text.charAt(++i);
      one.append(c);
    }
    return protocols;
  }
}
