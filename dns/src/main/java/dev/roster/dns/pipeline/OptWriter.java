package dev.roster.dns.pipeline;

import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.RequestDecoder;
import java.util.Optional;

/// Writes the OPT record of a reply (RFC 6891). As in CoreDNS it is the client's own: its size, the
/// first byte of its flags (DO), and those of its options that CoreDNS knows, as they came; where
/// the reply has options of its own, no flag but DO. Beyond that: how long a connection may be
/// silent (RFC 7828), padding where the client padded (RFC 8467), the server's identifier and its
/// cookie where they are configured. Allocates nothing.
final class OptWriter {
  /// Bytes of a record without options.
  static final int BYTES = 11;

  /// Padded replies have a multiple of this (RFC 8467 section 4.1).
  static final int PADDED_BYTES = 468;

  /// Bytes of padding, at most, with its head.
  static final int PADDING_BYTES_MAX = 4 + PADDED_BYTES;

  private static final int DO = Flags.DO >> 8;
  private static final int UNASKED_UDP_BYTES = 4096;
  private static final int KEEPALIVE_BYTES = 6;

  private OptWriter() {}

  /// The payload size of the request's OPT record, or of the one that it was given: that is its
  /// giver's, whatever the server's bound.
  static int udpSize(Packet packet) {
    int asked = Math.min(packet.query.udpSize(), packet.patch.udpSizeMax);
    return Math.max(asked, packet.patch.addedUdpSize);
  }

  /// Whether the client asks for the server's identifier, and hears it. CoreDNS makes the OPT
  /// record of such a reply anew, with DO.
  static boolean identifies(Packet packet) {
    if (packet.patch.nsid.length == 0 || !packet.query.edns()) return false;
    byte[] in = packet.query.bytes();
    int at = packet.query.optOffset() + 8;
    int to = at + u16(in, at - 2);
    while (at < to) {
      if (u16(in, at) == Edns.NSID) return true;
      at += 4 + u16(in, at + 2);
    }
    return false;
  }

  /// Bytes of the record with its options, padding not counted.
  ///
  /// @param error an encoded option, empty for none
  /// @param others encoded options in place of those that go back; empty: the client's own
  static int bytes(Packet packet, byte[] error, Optional<byte[]> others) {
    int length = BYTES + error.length;
    if (others.isPresent()) return length + others.get().length;
    RequestDecoder query = packet.query;
    if (!query.edns()) return length;
    byte[] in = query.bytes();
    int at = query.optOffset() + 8;
    int to = at + u16(in, at - 2);
    while (at < to) {
      int option = 4 + u16(in, at + 2);
      length += sizeOf(packet, u16(in, at), option);
      at += option;
    }
    return length;
  }

  /// Bytes of what an option of the client is answered with.
  private static int sizeOf(Packet packet, int code, int option) {
    Patch patch = packet.patch;
    // A record made anew repeats nothing.
    int repeated = identifies(packet) ? 0 : option;
    return switch (code) {
      case Edns.NSID -> patch.nsid.length > 0 ? 4 + patch.nsid.length : repeated;
      case Edns.COOKIE -> patch.cookieLength > 0 ? 4 + patch.cookieLength : repeated;
      case Edns.KEEPALIVE -> isKept(packet) ? KEEPALIVE_BYTES : repeated;
      case Edns.PADDING -> isEncrypted(packet) ? 0 : repeated;
      case Edns.EXPIRE -> repeated;
      default -> 0;
    };
  }

  private static boolean isKept(Packet packet) {
    Transport transport = packet.transport();
    return packet.keepaliveTenths > 0 && (transport == Transport.TCP || transport == Transport.TLS);
  }

  private static boolean isEncrypted(Packet packet) {
    return packet.transport() == Transport.TLS || packet.transport() == Transport.HTTPS;
  }

  /// Writes the record; for BADVERS an empty one of version 0. Returns the offset behind.
  ///
  /// @param dnssecOk whether DO is set though the client did not
  /// @param options whether options have room
  /// @param limit the bytes that the client takes
  static int write(
      Packet packet,
      int from,
      int rcode,
      boolean dnssecOk,
      byte[] error,
      Optional<byte[]> others,
      boolean options,
      int limit) {
    RequestDecoder query = packet.query;
    byte[] reply = packet.reply;
    boolean bare = rcode == Rcode.BADVERS;
    reply[from] = 0;
    set16(reply, from + 1, RecordType.OPT);
    set16(reply, from + 3, bare ? 0 : udpSize(packet));
    reply[from + 5] = (byte) (rcode >> 4);
    reply[from + 6] = 0;
    reply[from + 7] = bare ? 0 : (byte) (flags(query, others.isPresent()) | (dnssecOk ? DO : 0));
    reply[from + 8] = 0;
    int at = from + BYTES;
    if (options) {
      System.arraycopy(error, 0, reply, at, error.length);
      at = options(packet, others, at + error.length);
    }
    if (!bare && isEncrypted(packet) && isPadded(query)) at = pad(reply, at, limit);
    set16(reply, from + 9, at - from - BYTES);
    return at;
  }

  /// The first byte of the flags.
  private static int flags(RequestDecoder query, boolean own) {
    if (!query.edns()) return 0;
    return query.bytes()[query.optOffset() + 4] & (own ? DO : 0xff);
  }

  /// An OPT record for a client that sent none; replies with it are small. Returns the offset
  /// behind.
  static int unasked(Packet packet, int from, Plan.Head head) {
    byte[] reply = packet.reply;
    byte[] error = head.extendedError();
    reply[from] = 0;
    set16(reply, from + 1, RecordType.OPT);
    set16(reply, from + 3, UNASKED_UDP_BYTES);
    reply[from + 5] = (byte) (head.rcode() >> 4);
    reply[from + 6] = 0;
    set16(reply, from + 7, Flags.DO);
    set16(reply, from + 9, error.length);
    System.arraycopy(error, 0, reply, from + BYTES, error.length);
    return from + BYTES + error.length;
  }

  private static int options(Packet packet, Optional<byte[]> others, int from) {
    if (others.isPresent()) {
      byte[] bytes = others.get();
      System.arraycopy(bytes, 0, packet.reply, from, bytes.length);
      return from + bytes.length;
    }
    if (!packet.query.edns()) return from;
    byte[] in = packet.query.bytes();
    int at = from;
    int option = packet.query.optOffset() + 8;
    int to = option + u16(in, option - 2);
    while (option < to) {
      int length = 4 + u16(in, option + 2);
      at = answer(packet, u16(in, option), option, length, at);
      option += length;
    }
    return at;
  }

  /// Writes what an option of the client is answered with.
  private static int answer(Packet packet, int code, int option, int length, int at) {
    Patch patch = packet.patch;
    int size = sizeOf(packet, code, length);
    if (size == 0) return at;
    if (code == Edns.NSID && patch.nsid.length > 0) {
      return put(packet.reply, at, code, patch.nsid, patch.nsid.length);
    }
    if (code == Edns.COOKIE && patch.cookieLength > 0) {
      return put(packet.reply, at, code, patch.cookie, patch.cookieLength);
    }
    if (code == Edns.KEEPALIVE && isKept(packet)) {
      set16(packet.reply, at, code);
      set16(packet.reply, at + 2, 2);
      set16(packet.reply, at + 4, packet.keepaliveTenths);
      return at + KEEPALIVE_BYTES;
    }
    System.arraycopy(packet.query.bytes(), option, packet.reply, at, length);
    return at + length;
  }

  private static int put(byte[] reply, int at, int code, byte[] value, int length) {
    set16(reply, at, code);
    set16(reply, at + 2, length);
    System.arraycopy(value, 0, reply, at + 4, length);
    return at + 4 + length;
  }

  private static boolean isPadded(RequestDecoder query) {
    if (!query.edns()) return false;
    byte[] in = query.bytes();
    int at = query.optOffset() + 8;
    int to = at + u16(in, at - 2);
    while (at < to) {
      if (u16(in, at) == Edns.PADDING) return true;
      at += 4 + u16(in, at + 2);
    }
    return false;
  }

  /// Fills the message up to a whole block, the last option of all (RFC 7830 section 3).
  private static int pad(byte[] reply, int at, int limit) {
    int over = (at + 4) % PADDED_BYTES;
    int length = Math.min(over == 0 ? 0 : PADDED_BYTES - over, limit - at - 4);
    if (length < 0) return at;
    set16(reply, at, Edns.PADDING);
    set16(reply, at + 2, length);
    for (int i = 0; i < length; i++) reply[at + 4 + i] = 0;
    return at + 4 + length;
  }

  private static int u16(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  private static void set16(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >> 8);
    bytes[at + 1] = (byte) value;
  }
}
