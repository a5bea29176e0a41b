package dev.roster.dns.guard;

import dev.roster.core.wire.Edns;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Patch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Server cookies of version 1 (RFC 9018): made of the client's cookie, its address, the time and a
/// secret, so that any replica with the secret knows its own. Allocates nothing.
final class Cookies {
  /// What a packet's COOKIE option says.
  enum Claim {
    /// There is none.
    NONE,
    /// It has an impossible length (RFC 7873 section 5.2.2).
    MALFORMED,
    /// The client's own, without a server's or with one that is not ours, or no longer.
    CLIENT,
    /// One that we made for this client.
    VALID
  }

  /// Seconds that a cookie is good (RFC 9018 section 4.3).
  static final int AGE_SECONDS_MAX = 3600;

  /// Seconds that another replica's clock may be ahead.
  static final int AHEAD_SECONDS_MAX = 300;

  private static final VarHandle BE_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LE_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final CookieSecrets secrets;

  Cookies(CookieSecrets secrets) {
    this.secrets = secrets;
  }

  /// What the packet's cookie is worth.
  ///
  /// @param scratch [Patch#COOKIE_BYTES_MAX] bytes to work in
  Claim judge(Packet packet, byte[] scratch) {
    int at = optionAt(packet);
    if (at < 0) return Claim.NONE;
    byte[] in = packet.query().bytes();
    int length = u16(in, at + 2);
    if (length != 8 && (length < 16 || length > Patch.COOKIE_BYTES_MAX)) return Claim.MALFORMED;
    if (length != 24 || in[at + 12] != 1) return Claim.CLIENT;
    CookieSecrets.Current current = secrets.current();
    int age = (int) secrets.seconds(current) - (int) BE_INT.get(in, at + 16);
    if (age > AGE_SECONDS_MAX || age < -AHEAD_SECONDS_MAX) return Claim.CLIENT;
    System.arraycopy(in, at + 4, scratch, 0, 16);
    int bytes = address(packet, scratch);
    long found = (long) LE_LONG.get(in, at + 20);
    long[] halves = current.halves();
    for (int i = 0; i < halves.length; i += 2) {
      if (SipHash.hash(halves[i], halves[i + 1], scratch, bytes) == found) return Claim.VALID;
    }
    return Claim.CLIENT;
  }

  /// Answers the packet's cookie with one of ours, fresh.
  void answer(Packet packet, Patch patch) {
    int at = optionAt(packet);
    if (at < 0 || u16(packet.query().bytes(), at + 2) < 8) return;
    CookieSecrets.Current current = secrets.current();
    byte[] cookie = patch.cookie;
    System.arraycopy(packet.query().bytes(), at + 4, cookie, 0, 8);
    BE_INT.set(cookie, 8, 1 << 24);
    BE_INT.set(cookie, 12, (int) secrets.seconds(current));
    int bytes = address(packet, cookie);
    long[] halves = current.halves();
    LE_LONG.set(cookie, 16, SipHash.hash(halves[0], halves[1], cookie, bytes));
    patch.cookieLength = 24;
  }

  /// Puts the client's address behind the first 16 bytes; returns how many there are then.
  private static int address(Packet packet, byte[] target) {
    int length = packet.isIpv4() ? 4 : 16;
    for (int i = 0; i < length; i++) target[16 + i] = (byte) packet.sourceByte(i);
    return 16 + length;
  }

  private static int optionAt(Packet packet) {
    if (!packet.query().edns()) return -1;
    byte[] in = packet.query().bytes();
    int at = packet.query().optOffset() + 8;
    int to = at + u16(in, at - 2);
    while (at < to) {
      if (u16(in, at) == Edns.COOKIE) return at;
      at += 4 + u16(in, at + 2);
    }
    return -1;
  }

  private static int u16(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }
}
