package dev.roster.core.names;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// A domain name as its uncompressed wire bytes, letter case kept. Equality, hash and order ignore
/// the case of ASCII letters only (RFC 4343); a dot inside a label separates nothing.
///
/// Bounds: a label has 1 to 63 bytes, a name at most 255 bytes in wire form (RFC 1035 section
/// 2.3.4).
public final class Name implements Comparable<Name> {
  /// Bytes of a name in wire form, at most (RFC 1035 section 2.3.4).
  public static final int WIRE_BYTES_MAX = 255;

  /// Bytes of one label, at most (RFC 1035 section 2.3.4).
  public static final int LABEL_BYTES_MAX = 63;

  /// The root, one zero byte.
  public static final Name ROOT = new Name(new byte[] {0});

  /// Escaped in presentation form.
  private static final String SPECIAL = ". '@;()\"\\";

  private final byte[] wire;
  private final int hash;
  private final byte labels;
  private final boolean lowerCase;

  private Name(byte[] wire) {
    this.wire = wire;
    int h = 1;
    boolean lower = true;
    for (byte b : wire) {
      byte folded = fold(b);
      lower &= folded == b;
      h = 31 * h + folded;
    }
    this.hash = h;
    this.lowerCase = lower;
    int count = 0;
    for (int at = 0; wire[at] != 0; at += 1 + wire[at]) count++;
    this.labels = (byte) count; // 127 at most, of one byte each
  }

  /// The name that a text in presentation form says, always taken as absolute: `db.default.svc` and
  /// `db.default.svc.` are equal. Escapes are `\.` and `\DDD` (RFC 1035 section 5.1).
  ///
  /// @throws IllegalArgumentException if the text is no name; the message says why
  public static Name of(String text) {
    return parse(text)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "\"" + text + "\" is no domain name (labels of 1..63 bytes, 255 in all)"));
  }

  /// As [#of], empty where the text is no name.
  public static Optional<Name> parse(String text) {
    if (text.equals(".")) return Optional.of(ROOT);
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[WIRE_BYTES_MAX];
    int lengthAt = 0;
    int at = 1;
    for (int i = 0; i < in.length; i++) {
      int b = in[i] & 0xff;
      if (b == '.') {
        int length = at - lengthAt - 1;
        if (length == 0 || length > LABEL_BYTES_MAX) return Optional.empty();
        out[lengthAt] = (byte) length;
        lengthAt = at;
        if (++at > WIRE_BYTES_MAX) return Optional.empty();
        continue;
      }
      if (b == '\\') {
        if (i + 1 >= in.length) return Optional.empty();
        if (isDigit(in[i + 1])) {
          if (i + 3 >= in.length || !isDigit(in[i + 2]) || !isDigit(in[i + 3])) {
            return Optional.empty();
          }
          b = (in[i + 1] - '0') * 100 + (in[i + 2] - '0') * 10 + (in[i + 3] - '0');
          if (b > 255) return Optional.empty();
          i += 3;
        } else {
          b = in[++i] & 0xff;
        }
      }
      if (at >= WIRE_BYTES_MAX) return Optional.empty();
      out[at++] = (byte) b;
    }
    int length = at - lengthAt - 1;
    if (length > LABEL_BYTES_MAX) return Optional.empty();
    if (length > 0) {
      out[lengthAt] = (byte) length;
      if (at >= WIRE_BYTES_MAX) return Optional.empty();
      out[at++] = 0;
    } else if (lengthAt == 0) {
      return Optional.empty();
    }
    return Optional.of(new Name(Arrays.copyOf(out, at)));
  }

  /// The name in uncompressed wire form at `offset`. The bytes are copied.
  ///
  /// @throws IllegalArgumentException if these bytes are no whole uncompressed name
  public static Name ofWire(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (true) {
      if (at >= end) throw new IllegalArgumentException("a name ends without the root label");
      int label = bytes[at] & 0xff;
      if (label > LABEL_BYTES_MAX) throw new IllegalArgumentException("label of " + label);
      at += 1 + label;
      if (label == 0) break;
    }
    if (at != end || length > WIRE_BYTES_MAX) {
      throw new IllegalArgumentException("a name of " + (at - offset) + " bytes in " + length);
    }
    return new Name(Arrays.copyOfRange(bytes, offset, end));
  }

  /// How many labels, the root's not counted.
  public int labelCount() {
    return labels;
  }

  /// Label `index` counted from the left, lower-cased, its bytes as Latin-1 characters (a byte
  /// above 127 thus never equals a name that an object carries).
  ///
  /// @throws IndexOutOfBoundsException if there is no such label
  public String label(int index) {
    int at = offsetOf(index);
    int length = wire[at];
    if (length == 0) throw new IndexOutOfBoundsException("label " + index + " of " + this);
    byte[] folded = new byte[length];
    for (int i = 0; i < length; i++) folded[i] = fold(wire[at + 1 + i]);
    return new String(folded, StandardCharsets.ISO_8859_1);
  }

  /// The name without its `count` leftmost labels.
  public Name suffix(int count) {
    int at = offsetOf(count);
    return at == 0 ? this : new Name(Arrays.copyOfRange(wire, at, wire.length));
  }

  /// This name with one more label on the left; a label may hold any bytes of Latin-1, dots too.
  ///
  /// @throws IllegalArgumentException if the label or the result is too long or the label empty
  public Name child(String label) {
    byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length == 0 || bytes.length > LABEL_BYTES_MAX) {
      throw new IllegalArgumentException(
          "label \"" + label + "\" has " + bytes.length + " bytes (expected: 1..63)");
    }
    if (wire.length + bytes.length + 1 > WIRE_BYTES_MAX) {
      throw new IllegalArgumentException("\"" + label + "." + this + "\" is over 255 bytes");
    }
    byte[] out = new byte[wire.length + bytes.length + 1];
    out[0] = (byte) bytes.length;
    System.arraycopy(bytes, 0, out, 1, bytes.length);
    System.arraycopy(wire, 0, out, bytes.length + 1, wire.length);
    return new Name(out);
  }

  /// This name with all labels of `prefix` on the left.
  ///
  /// @throws IllegalArgumentException if the result is over 255 bytes
  public Name under(Name prefix) {
    int head = prefix.wire.length - 1;
    if (head + wire.length > WIRE_BYTES_MAX) {
      throw new IllegalArgumentException("\"" + prefix + this + "\" is over 255 bytes");
    }
    byte[] out = Arrays.copyOf(prefix.wire, head + wire.length);
    System.arraycopy(wire, 0, out, head, wire.length);
    return new Name(out);
  }

  /// Whether this is `zone` or below it.
  public boolean isIn(Name zone) {
    int skip = labelCount() - zone.labelCount();
    if (skip < 0) return false;
    int at = offsetOf(skip);
    return wire.length - at == zone.wire.length && equalsFolded(wire, at, zone.wire);
  }

  /// All ASCII letters in lower case.
  public Name folded() {
    byte[] out = new byte[wire.length];
    for (int i = 0; i < wire.length; i++) out[i] = fold(wire[i]);
    return new Name(out);
  }

  /// Bytes in uncompressed wire form, the root label included.
  public int wireLength() {
    return wire.length;
  }

  /// The byte at `index` of the uncompressed wire form.
  public byte wireByte(int index) {
    return wire[index];
  }

  /// Whether `lower` holds this name's wire form in lower case at `offset`.
  public boolean isLowerCaseAt(byte[] lower, int offset) {
    int end = offset + wire.length;
    if (lowerCase) return Arrays.equals(wire, 0, wire.length, lower, offset, end);
    for (int i = 0; i < wire.length; i++) if (fold(wire[i]) != lower[offset + i]) return false;
    return true;
  }

  /// Writes the uncompressed wire form at `offset`; returns the offset behind it.
  public int writeTo(byte[] target, int offset) {
    System.arraycopy(wire, 0, target, offset, wire.length);
    return offset + wire.length;
  }

  /// Lower-cases an ASCII letter and leaves every other byte; label lengths (0..63) are no letters.
  public static byte fold(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  /// Same bytes, letter case included.
  public boolean equalsExactly(Name other) {
    return Arrays.equals(wire, other.wire);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Name that
        && hash == that.hash
        && wire.length == that.wire.length
        && equalsFolded(wire, 0, that.wire);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /// Canonical order (RFC 4034 section 6.1): by labels from the right, as folded bytes.
  @Override
  public int compareTo(Name other) {
    int mine = labelCount();
    int theirs = other.labelCount();
    for (int i = 1; i <= Math.min(mine, theirs); i++) {
      int order = label(mine - i).compareTo(other.label(theirs - i));
      if (order != 0) return order;
    }
    return Integer.compare(mine, theirs);
  }

  /// Presentation form with the final dot, case kept. What means something in a zone file stands
  /// behind a backslash, what can't be printed is `\DDD`: as CoreDNS writes names in logs and hands
  /// them to expressions and templates.
  @Override
  public String toString() {
    if (wire.length == 1) return ".";
    StringBuilder text = new StringBuilder(wire.length);
    for (int at = 0; wire[at] != 0; at += 1 + wire[at]) {
      for (int i = at + 1; i <= at + wire[at]; i++) {
        int b = wire[i] & 0xff;
        if (SPECIAL.indexOf(b) >= 0) text.append('\\').append((char) b);
        else if (b > 0x20 && b < 0x7f) text.append((char) b);
        else {
          text.append('\\').append((char) ('0' + b / 100)).append((char) ('0' + b / 10 % 10));
          text.append((char) ('0' + b % 10));
        }
      }
      text.append('.');
    }
    return text.toString();
  }

  private int offsetOf(int label) {
    int at = 0;
    for (int i = 0; i < label; i++) {
      if (wire[at] == 0) throw new IndexOutOfBoundsException("label " + label + " of " + this);
      at += 1 + wire[at];
    }
    return at;
  }

  private static boolean equalsFolded(byte[] a, int from, byte[] b) {
    for (int i = 0; i < b.length; i++) if (fold(a[from + i]) != fold(b[i])) return false;
    return true;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
