package dev.roster.node.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes tar archives for tests, sound and hostile ones.
final class TarBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  TarBytes file(String name, int mode, String content) {
    return entry(name, '0', mode, "", content.getBytes(StandardCharsets.UTF_8));
  }

  TarBytes folder(String name) {
    return entry(name, '5', 0755, "", new byte[0]);
  }

  TarBytes link(String name, String target) {
    return entry(name, '2', 0777, target, new byte[0]);
  }

  TarBytes hardLink(String name, String target) {
    return entry(name, '1', 0644, target, new byte[0]);
  }

  /// A GNU long name for the entry that follows.
  TarBytes longName(String name) {
    return entry("././@LongLink", 'L', 0, "", (name + "\0").getBytes(StandardCharsets.UTF_8));
  }

  /// A pax header for the entry that follows.
  TarBytes pax(String key, String value) {
    String body = " " + key + "=" + value + "\n";
    int bytes = body.getBytes(StandardCharsets.UTF_8).length;
    int length = bytes + 1;
    while (String.valueOf(length).length() + bytes > length) length++;
    return entry("pax", 'x', 0, "", (length + body).getBytes(StandardCharsets.UTF_8));
  }

  TarBytes entry(String name, char type, int mode, String target, byte[] content) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "%07o".formatted(mode));
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, "%011o".formatted(content.length));
    put(header, 136, "00000000000");
    header[156] = (byte) type;
    put(header, 157, target);
    put(header, 257, "ustar");
    put(header, 263, "00");
    put(header, 148, "        ");
    int sum = 0;
    for (byte b : header) sum += b & 0xff;
    put(header, 148, "%06o\0 ".formatted(sum));
    out.writeBytes(header);
    out.writeBytes(content);
    out.writeBytes(new byte[(512 - content.length % 512) % 512]);
    return this;
  }

  byte[] end() {
    out.writeBytes(new byte[1024]);
    return out.toByteArray();
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
