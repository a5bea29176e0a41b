package dev.roster.dns.pipeline;

import dev.roster.core.wire.Flags;
import dev.roster.core.wire.RequestDecoder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Writes the reply to a question that has a shortcut, from its place alone. What it says is what
/// [PlanWriter] says of the place's plan; what it does not take is the plan's.
final class PlaceWriter {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT_BE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private PlaceWriter() {}

  /// Writes the reply; false, and nothing is done, where the place does not have it.
  static boolean write(byte[] places, int at, Packet packet) {
    int length = (short) SHORT.get(places, at + Shortcuts.LENGTH) & 0xffff;
    if (length == Shortcuts.NOT_HERE || packet.patch.addedUdpSize > 0) return false;
    int traits = places[at + Shortcuts.TRAITS];
    if (packet.upperCase && (traits & Shortcuts.CASELESS) == 0) return false;
    RequestDecoder query = packet.query;
    boolean edns = query.edns();
    if (edns && ((traits & Shortcuts.BARE) == 0 || query.hasOptions())) return false;
    int name = query.nameLength();
    int base = Flags.HEADER_BYTES + name + 4;
    int end = base + length;
    // The place's bound is below that of any reply: there is always room.
    byte[] reply = packet.reply;
    int flags = (int) INT.get(places, at + Shortcuts.FLAGS);
    ShortWriter.head(
        packet, flags, (long) LONG.get(places, at + Shortcuts.COUNTS) + (edns ? 1 : 0));
    int from = at + Shortcuts.NAME + name;
    int count = places[at + Shortcuts.COUNT];
    if (count == 0 || !packet.patch.rotate) {
      System.arraycopy(places, from, reply, base, length);
    } else {
      int start = (short) SHORT.get(places, at + Shortcuts.START);
      int stride = (short) SHORT.get(places, at + Shortcuts.STRIDE);
      int run = count * stride;
      if (start > 0) System.arraycopy(places, from, reply, base, start);
      if (start + run < length) {
        int rest = start + run;
        System.arraycopy(places, from + rest, reply, base + rest, length - rest);
      }
      ShortWriter.shuffled(places, from + start, base + start, count, stride, packet);
    }
    int serialAt = (short) SHORT.get(places, at + Shortcuts.SERIAL);
    if (serialAt >= 0) {
      int aspects = (int) INT.get(places, at + Shortcuts.ASPECTS);
      INT_BE.set(reply, base + serialAt, (int) packet.catalog.serial(aspects));
    }
    packet.replyLength = edns ? ShortWriter.opt(packet, end) : end;
    packet.rcode = flags & Flags.RCODE;
    return true;
  }
}
