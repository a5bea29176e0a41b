package dev.roster.core.names;

import java.util.Arrays;
import java.util.Optional;

/// An IPv4 or IPv6 address as its bytes, in network order.
///
/// Text is read strictly (four decimal numbers without leading zeros, RFC 6943 section 3.1.1; IPv6
/// as RFC 4291 section 2.2) and written canonically (RFC 5952). An IPv4-mapped IPv6 address stays
/// IPv6. Zones (`%eth0`) are no part of an address.
public final class IpAddress implements Comparable<IpAddress> {
  private final byte[] bytes;

  private IpAddress(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The address with these 4 or 16 bytes, which are copied.
  ///
  /// @throws IllegalArgumentException for any other count
  public static IpAddress of(byte[] bytes) {
    if (bytes.length != 4 && bytes.length != 16) {
      throw new IllegalArgumentException(bytes.length + " bytes (expected: 4 or 16)");
    }
    return new IpAddress(bytes.clone());
  }

  /// The address that a text says.
  ///
  /// @throws IllegalArgumentException if it is none
  public static IpAddress of(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is no IP address"));
  }

  /// As [#of(String)], empty where the text is no address.
  public static Optional<IpAddress> parse(String text) {
    byte[] bytes = text.indexOf(':') < 0 ? parse4(text, 0) : parse6(text);
    return bytes.length == 0 ? Optional.empty() : Optional.of(new IpAddress(bytes));
  }

  /// Whether it has 4 bytes.
  public boolean isIpv4() {
    return bytes.length == 4;
  }

  /// 4 or 16.
  public int length() {
    return bytes.length;
  }

  /// One byte, 0..255.
  public int byteAt(int index) {
    return bytes[index] & 0xff;
  }

  /// A copy of the bytes.
  public byte[] toBytes() {
    return bytes.clone();
  }

  /// Writes the bytes at `offset`; returns the offset behind them.
  public int writeTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, bytes.length);
    return offset + bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IpAddress that && Arrays.equals(bytes, that.bytes);
  }

  /// Of two IPv4 addresses never the same.
  @Override
  public int hashCode() {
    return hashOf(bytes, 0, bytes.length);
  }

  /// The hash code of the address that stands in these bytes.
  public static int hashOf(byte[] bytes, int at, int length) {
    int hash = 0;
    for (int i = at; i < at + length; i += 4) {
      int part =
          (bytes[i] & 0xff) << 24
              | (bytes[i + 1] & 0xff) << 16
              | (bytes[i + 2] & 0xff) << 8
              | (bytes[i + 3] & 0xff);
      hash = Integer.rotateLeft(hash * 0x9e3779b1, 13) + part;
    }
    return hash;
  }

  /// IPv4 before IPv6, then by bytes.
  @Override
  public int compareTo(IpAddress other) {
    if (bytes.length != other.bytes.length) {
      return Integer.compare(bytes.length, other.bytes.length);
    }
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  /// Canonical text (RFC 5952 for IPv6).
  @Override
  public String toString() {
    if (isIpv4()) {
      return byteAt(0) + "." + byteAt(1) + "." + byteAt(2) + "." + byteAt(3);
    }
    if (isMapped()) {
      return "::ffff:" + byteAt(12) + "." + byteAt(13) + "." + byteAt(14) + "." + byteAt(15);
    }
    int best = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && group(i + run) == 0) run++;
      if (run > bestLength) {
        best = i;
        bestLength = run;
      }
      i += Math.max(0, run - 1);
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == best) {
        text.append("::");
        i += bestLength - 1;
        continue;
      }
      if (i > 0 && text.charAt(text.length() - 1) != ':') text.append(':');
      text.append(Integer.toHexString(group(i)));
    }
    return text.toString();
  }

  /// The IPv4 address that an IPv4-mapped IPv6 address stands for; itself if it is none.
  public IpAddress unmapped() {
    return isMapped() ? new IpAddress(Arrays.copyOfRange(bytes, 12, 16)) : this;
  }

  private boolean isMapped() {
    if (isIpv4()) return false;
    for (int i = 0; i < 10; i++) if (bytes[i] != 0) return false;
    return byteAt(10) == 0xff && byteAt(11) == 0xff;
  }

  private int group(int i) {
    return byteAt(2 * i) << 8 | byteAt(2 * i + 1);
  }

  private static final byte[] NONE = {};

  private static byte[] parse4(String text, int from) {
    byte[] out = new byte[4];
    int at = from;
    for (int i = 0; i < 4; i++) {
      int value = 0;
      int start = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        value = value * 10 + text.charAt(at++) - '0';
        if (at - start > 3) return NONE;
      }
      if (at == start || value > 255 || (at - start > 1 && text.charAt(start) == '0')) return NONE;
      out[i] = (byte) value;
      if (i < 3 && (at >= text.length() || text.charAt(at++) != '.')) return NONE;
    }
    return at == text.length() ? out : NONE;
  }

  private static byte[] parse6(String text) {
    byte[] out = new byte[16];
    int filled = 0;
    int gap = -1;
    int at = 0;
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    } else if (text.startsWith(":")) {
      return NONE;
    }
    while (at < text.length()) {
      if (filled == 16) return NONE;
      int end = at;
      int value = 0;
      while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0 && end - at < 5) {
        if (text.charAt(end) > 'f') return NONE;
        value = value << 4 | Character.digit(text.charAt(end++), 16);
      }
      if (end < text.length() && text.charAt(end) == '.') {
        byte[] tail = parse4(text, at);
        if (tail.length == 0 || filled > 12) return NONE;
        System.arraycopy(tail, 0, out, filled, 4);
        filled += 4;
        at = text.length();
        break;
      }
      if (end == at || end - at > 4) return NONE;
      out[filled++] = (byte) (value >> 8);
      out[filled++] = (byte) value;
      at = end;
      if (at == text.length()) break;
      if (text.charAt(at) != ':') return NONE;
      at++;
      if (at == text.length()) return NONE;
      if (text.charAt(at) == ':') {
        if (gap >= 0) return NONE;
        gap = filled;
        at++;
      }
    }
    if (gap < 0) return filled == 16 ? out : NONE;
    if (filled == 16) return NONE;
    System.arraycopy(out, gap, out, 16 - (filled - gap), filled - gap);
    Arrays.fill(out, gap, 16 - (filled - gap), (byte) 0);
    return out;
  }
}
