package dev.roster.node.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads a tar stream entry by entry: ustar, GNU long names and pax headers. Whatever it is fed it
/// ends with an [IOException] or at the stream's end, and holds at most [#HEADER_BYTES_MAX].
final class TarReader {
  /// Longest GNU name or pax header read.
  static final int HEADER_BYTES_MAX = 64 * 1024;

  private static final int BLOCK = 512;

  private final InputStream in;
  private long left;
  private long padding;

  TarReader(InputStream in) {
    this.in = in;
  }

  /// What an entry is; what is neither of these (devices, pipes) is not unpacked.
  enum Type {
    FILE,
    FOLDER,
    SYMLINK,
    HARD_LINK,
    OTHER
  }

  /// One entry.
  ///
  /// @param mode the permission bits
  /// @param target where a link points, else empty
  record Entry(String name, Type type, int mode, long size, String target) {}

  /// The next entry, skipping what is left of this one's content; empty at the end.
  Optional<Entry> next() throws IOException {
    Map<String, String> extended = new HashMap<>();
    while (true) {
      skip(left + padding);
      left = 0;
      padding = 0;
      byte[] header = in.readNBytes(BLOCK);
      if (header.length == 0 || isZero(header)) return Optional.empty();
      if (header.length < BLOCK) throw new IOException("the archive ends inside a header");
      checkSum(header);
      long size = number(header, 124, 12);
      left = size;
      padding = (BLOCK - size % BLOCK) % BLOCK;
      char kind = (char) header[156];
      switch (kind) {
        case 'L' -> extended.put("path", text(content(), 0, Integer.MAX_VALUE));
        case 'K' -> extended.put("linkpath", text(content(), 0, Integer.MAX_VALUE));
        case 'x' -> pax(content(), extended);
        case 'g' -> {} // global pax headers carry nothing that unpacking needs
        default -> {
          return Optional.of(entry(header, kind, size, extended));
        }
      }
    }
  }

  /// Reads the content of the entry that [#next] gave, -1 at its end.
  int read(byte[] into) throws IOException {
    if (left == 0) return -1;
    int n = in.read(into, 0, (int) Math.min(into.length, left));
    if (n < 0) throw new IOException("the archive ends inside a file");
    left -= n;
    return n;
  }

  private Entry entry(byte[] header, char kind, long size, Map<String, String> extended)
      throws IOException {
    String prefix = text(header, 257, 5).equals("ustar") ? text(header, 345, 155) : "";
    String own = text(header, 0, 100);
    String name = extended.getOrDefault("path", prefix.isEmpty() ? own : prefix + "/" + own);
    Type type =
        switch (kind) {
          case '0', '\0', '7' -> name.endsWith("/") ? Type.FOLDER : Type.FILE;
          case '1' -> Type.HARD_LINK;
          case '2' -> Type.SYMLINK;
          case '5' -> Type.FOLDER;
          default -> Type.OTHER;
        };
    if (extended.containsKey("size")) throw new IOException(name + ": larger than 8 GiB");
    String target = extended.getOrDefault("linkpath", text(header, 157, 100));
    int mode = (int) number(header, 100, 8) & 0777;
    return new Entry(name, type, mode, size, target);
  }

  private void skip(long bytes) throws IOException {
    try {
      in.skipNBytes(bytes);
    } catch (EOFException e) {
      throw new IOException("the archive ends inside a file", e);
    }
  }

  private byte[] content() throws IOException {
    if (left > HEADER_BYTES_MAX) {
      throw new IOException("a header of %d bytes (at most: %d)".formatted(left, HEADER_BYTES_MAX));
    }
    int size = (int) left;
    byte[] content = in.readNBytes(size);
    if (content.length < size) throw new IOException("the archive ends inside a header");
    left = 0;
    return content;
  }

  /// POSIX pax: records of `LENGTH KEY=VALUE\n`, the length counting itself.
  private static void pax(byte[] content, Map<String, String> extended) throws IOException {
    int at = 0;
    while (at < content.length) {
      int space = at;
      int length = 0;
      while (space < content.length && content[space] >= '0' && content[space] <= '9') {
        length = Math.min(HEADER_BYTES_MAX, length * 10 + content[space++] - '0');
      }
      int end = at + length;
      if (space >= content.length || content[space] != ' ' || end <= space + 1) {
        throw new IOException("a broken pax header");
      }
      if (end > content.length) throw new IOException("a broken pax header");
      String record = new String(content, space + 1, end - space - 2, StandardCharsets.UTF_8);
      int equals = record.indexOf('=');
      if (equals > 0) extended.put(record.substring(0, equals), record.substring(equals + 1));
      at = end;
    }
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) if (b != 0) return false;
    return true;
  }

  /// The sum of all header bytes, its own field counted as blanks.
  private static void checkSum(byte[] header) throws IOException {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    if (sum != number(header, 148, 8)) throw new IOException("not a tar archive, or a broken one");
  }

  private static long number(byte[] header, int at, int length) throws IOException {
    if ((header[at] & 0x80) != 0) throw new IOException("a number beyond 8 GiB in a header");
    long value = 0;
    for (int i = at; i < at + length; i++) {
      if (header[i] >= '0' && header[i] <= '7') value = value * 8 + header[i] - '0';
      else if (header[i] != ' ' && header[i] != 0) throw new IOException("a broken tar header");
    }
    return value;
  }

  private static String text(byte[] bytes, int at, int length) {
    int end = at;
    int limit = (int) Math.min(bytes.length, (long) at + length);
    while (end < limit && bytes[end] != 0) end++;
    return new String(bytes, at, end - at, StandardCharsets.UTF_8);
  }
}
