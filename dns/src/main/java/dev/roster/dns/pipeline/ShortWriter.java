package dev.roster.dns.pipeline;

import dev.roster.core.wire.Flags;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.RequestDecoder;
import dev.roster.dns.pipeline.Plan.Addresses;
import dev.roster.dns.pipeline.Plan.Denial;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Writes what most replies are: all records of a plan behind a question in lower case, with no OPT
/// record or one without options. What it says is what [PlanWriter] says, in fewer steps; what it
/// does not take is [PlanWriter]'s.
final class ShortWriter {
  private static final VarHandle LONG_BE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT_BE =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORT_BE =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  /// Bytes of an A record whose owner is a pointer.
  private static final int A_BYTES = 16;

  private static final int COUNTS = 4; // in the header, with that of questions
  private static final int PLACE_BITS = 4;
  private static final int PLACE = (1 << PLACE_BITS) - 1;
  private static final long IN_ORDER = 0xfedc_ba98_7654_3210L;

  private ShortWriter() {}

  /// Writes the reply; false, and nothing is done, where it is none of those.
  static boolean write(Plan plan, Packet packet) {
    RequestDecoder query = packet.query;
    Patch patch = packet.patch;
    if (!plan.isShort || packet.shown != null || patch.addedUdpSize > 0) return false;
    if (packet.upperCase && !plan.ignoresCase()) return false;
    int opt = 0;
    if (query.edns()) {
      if (plan.ednsDiffers || query.hasOptions()) return false;
      opt = OptWriter.BYTES;
    }
    int question = query.nameLength() + 4;
    int base = Flags.HEADER_BYTES + question;
    byte[] body = plan.bytes;
    int end = base + body.length;
    if (end + opt > PlanWriter.UDP_BYTES_MIN && end + opt > PlanWriter.limit(packet)) return false;
    packet.reserve(end + OptWriter.BYTES);
    byte[] reply = packet.reply;
    head(packet, plan.flags, opt == 0 ? plan.counts : plan.counts + 1);
    if (plan instanceof Addresses run && patch.rotate) rotated(run, packet, base);
    else System.arraycopy(body, 0, reply, base, body.length);
    if (plan.serialAt >= 0) {
      INT_BE.set(reply, base + plan.serialAt, (int) packet.catalog.serial(plan.aspects));
    }
    if (plan instanceof Denial denial) {
      short zone = (short) (0xc000 | denial.zoneAt(query.nameLength()));
      for (int at : denial.zonePointers) SHORT_BE.set(reply, base + at, zone);
    }
    packet.replyLength = opt == 0 ? end : opt(packet, end);
    packet.rcode = plan.flags & Flags.RCODE;
    return true;
  }

  /// Writes the header and the question as it came.
  ///
  /// @param counts of the header, that of questions first
  static void head(Packet packet, int flags, long counts) {
    RequestDecoder query = packet.query;
    Patch patch = packet.patch;
    byte[] reply = packet.reply;
    int all = flags | packet.repeatedFlags();
    all = (all & ~patch.flagsClear) | patch.flagsSet;
    INT_BE.set(reply, 0, (query.id() << 16) | all);
    LONG_BE.set(reply, COUNTS, counts);
    System.arraycopy(
        query.bytes(), query.nameOffset(), reply, Flags.HEADER_BYTES, query.nameLength() + 4);
  }

  /// Writes an OPT record without options: the client's size, the first byte of its flags. Returns
  /// the offset behind it.
  static int opt(Packet packet, int at) {
    RequestDecoder query = packet.query;
    byte[] reply = packet.reply;
    reply[at] = 0;
    long record = ((long) RecordType.OPT << 48) | ((long) OptWriter.udpSize(packet) << 32);
    LONG_BE.set(reply, at + 1, record | ((query.bytes()[query.optOffset() + 4] & 0xff) << 8));
    SHORT_BE.set(reply, at + 9, (short) 0);
    return at + OptWriter.BYTES;
  }

  private static void rotated(Addresses run, Packet packet, int base) {
    byte[] body = run.bytes;
    byte[] reply = packet.reply;
    int start = run.start;
    int end = run.end;
    int count = run.to - run.from;
    if (start > 0) System.arraycopy(body, 0, reply, base, start);
    if (end < body.length) System.arraycopy(body, end, reply, base + end, body.length - end);
    if (run.shuffles()) {
      shuffled(body, start, base + start, count, run.stride, packet);
      return;
    }
    int shift = packet.random(count);
    int first = run.stride > 0 ? start + shift * run.stride : run.body.start(run.from + shift);
    System.arraycopy(body, first, reply, base + start, end - first);
    System.arraycopy(body, start, reply, base + start + end - first, first - start);
    for (int i = 0; i < run.pointers.length; i++) {
      int target = run.targets[i];
      target += target >= first ? start - first : end - first;
      SHORT_BE.set(reply, base + run.pointers[i], (short) (0xc000 | base + target));
    }
  }

  /// Copies records of equal length in a random order, all orders alike.
  ///
  /// @param count at most [Addresses#SHUFFLED_MAX]
  static void shuffled(byte[] body, int from, int to, int count, int stride, Packet packet) {
    byte[] reply = packet.reply;
    long order = IN_ORDER;
    for (int i = 0; i < count; i++) {
      int last = (count - 1 - i) * PLACE_BITS;
      int drawn = last == 0 ? 0 : packet.random(count - i) * PLACE_BITS;
      int record = (int) (order >>> drawn) & PLACE;
      // The last of those that remain takes the drawn one's place.
      long moved = (order >>> last) & PLACE;
      order = (order & ~((long) PLACE << drawn)) | (moved << drawn);
      int source = from + record * stride;
      int target = to + i * stride;
      if (stride == A_BYTES) {
        LONG.set(reply, target, (long) LONG.get(body, source));
        LONG.set(reply, target + 8, (long) LONG.get(body, source + 8));
      } else {
        System.arraycopy(body, source, reply, target, stride);
      }
    }
  }
}
