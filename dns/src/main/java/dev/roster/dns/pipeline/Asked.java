package dev.roster.dns.pipeline;

import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.RequestDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a request carries beyond its question, for those who pass it on to another server.
///
/// @param flags of the header: RD, AD and CD
/// @param edns the OPT record, its size as `bufsize` bounds it
/// @param stream whether it came over a transport without a limit of size
public record Asked(int flags, Optional<Edns> edns, boolean stream) {
  private static final int FLAGS = Flags.RD | Flags.AD | Flags.CD;

  public Asked {
    flags &= FLAGS;
  }

  /// What the packet carries.
  static Asked of(Packet packet) {
    RequestDecoder query = packet.query;
    int udpSize = Math.min(query.udpSize(), packet.patch.udpSizeMax);
    return new Asked(query.flags(), edns(query, udpSize), packet.transport().isStream());
  }

  /// The decoder has checked that the options are sound.
  private static Optional<Edns> edns(RequestDecoder query, int udpSize) {
    if (!query.edns()) return Optional.empty();
    byte[] bytes = query.bytes();
    int at = query.optOffset() + 8;
    int end = at + u16(bytes, at - 2);
    List<Edns.Option> options = new ArrayList<>();
    while (at < end) {
      int length = u16(bytes, at + 2);
      byte[] value = Arrays.copyOfRange(bytes, at + 4, at + 4 + length);
      options.add(new Edns.Option(u16(bytes, at), value));
      at += 4 + length;
    }
    return Optional.of(new Edns(udpSize, 0, query.dnssecOk(), options));
  }

  private static int u16(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  /// Whether a flag of [Flags] is set.
  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /// The DO bit.
  public boolean dnssecOk() {
    return edns.map(Edns::dnssecOk).orElse(false);
  }

  /// The same with a flag set.
  public Asked with(int flag) {
    return new Asked(flags | flag, edns, stream);
  }

  /// The same with another OPT record.
  public Asked withEdns(Optional<Edns> other) {
    return new Asked(flags, other, stream);
  }
}
