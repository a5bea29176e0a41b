package dev.roster.dns.pipeline;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.dns.pipeline.Plan.Addresses;
import dev.roster.dns.pipeline.Plan.Denial;
import dev.roster.dns.pipeline.Plan.Fixed;
import dev.roster.dns.pipeline.Plan.LetterCase;
import java.util.Optional;

/// Writes a plan as the reply to a packet: id, flags, question, records (rotated, cut to size),
/// OPT. Allocates nothing. Every reply with records goes through here, remembered or not.
final class PlanWriter {
  /// Bytes of a UDP message without EDNS, at most (RFC 1035 section 4.2.1).
  static final int UDP_BYTES_MIN = 512;

  /// Bytes of a UDP message, at most: what an IPv4 datagram carries.
  static final int UDP_BYTES_MAX = 65_507;

  private static final Optional<byte[]> CLIENTS_OWN = Optional.empty();

  /// Bytes of header and question, at most.
  private static final int HEAD_BYTES_MAX = Flags.HEADER_BYTES + Name.WIRE_BYTES_MAX + 4;

  private PlanWriter() {}

  /// Writes the reply.
  static void write(Plan plan, Packet packet) {
    int base = begin(packet, plan.head.flags(), plan.head.rcode());
    boolean edns = packet.query.edns() || packet.patch.addedUdpSize > 0;
    int limit = limit(packet);
    Plan.Body body = plan.body;
    byte[] error = plan.head.extendedError();
    Optional<byte[]> others = plan.head.options();
    int opt = edns ? OptWriter.bytes(packet, error, others) : 0;
    if (base + body.bytes().length + opt > limit && error.length > 0) {
      // The reason goes before any record does.
      error = Patch.NO_BYTES;
      opt = edns ? OptWriter.bytes(packet, error, others) : 0;
    }
    boolean options = base + opt <= limit;
    if (!options) opt = OptWriter.BYTES;
    int room = limit - opt - base;
    packet.reserve(base + Math.min(body.bytes().length, room) + opt + OptWriter.PADDING_BYTES_MAX);
    boolean fits = body.bytes().length <= room;
    boolean shuffled = fits && shuffles(plan, packet);
    int shift = 0;
    if (packet.patch.rotate && !shuffled && plan instanceof Addresses run) {
      shift = packet.random(run.to - run.from);
    }
    int written;
    if (fits) {
      written = body.records();
      if (shuffled) copyShuffled((Addresses) plan, packet, base);
      else copyAll(plan, packet, base, shift);
    } else {
      written = copySome(plan, packet, base, shift, room);
      if (packet.patch.wholeSets && written < body.records()) written = body.setOf(written);
    }
    int end = base + writtenBytes(plan, shift, written);
    patchBody(plan, packet, base, end, shift);
    int answers = Math.min(written, body.answers());
    int authorities = Math.min(written - answers, body.authorities());
    int additionals = written - answers - authorities;
    int needed = packet.patch.wholeSets ? body.answers() + body.authorities() : body.records();
    if (written < needed || !body.whole()) {
      packet.reply[2] |= (byte) (Flags.TC >> 8);
    }
    if (edns) {
      boolean own = plan.head.written() && others.isEmpty() && OptWriter.identifies(packet);
      boolean dnssecOk = plan.head.alwaysOpt() || own;
      int rcode = plan.head.rcode();
      end = OptWriter.write(packet, end, rcode, dnssecOk, error, others, options, limit);
      additionals++;
    } else if (plan.head.alwaysOpt()) {
      end = OptWriter.unasked(packet, end, plan.head);
      additionals++;
    }
    counts(packet, answers, authorities, additionals);
    packet.replyLength = end;
    packet.rcode = plan.head.rcode();
  }

  /// Whether the whole plan has room in the reply.
  static boolean fits(Plan plan, Packet packet) {
    boolean edns = packet.query.edns() || packet.patch.addedUdpSize > 0;
    int opt = edns ? OptWriter.bytes(packet, plan.head.extendedError(), plan.head.options()) : 0;
    int head = Flags.HEADER_BYTES + packet.query.nameLength() + 4;
    return head + plan.body.bytes().length + opt <= limit(packet);
  }

  /// Writes a reply without records.
  ///
  /// @param echoQuestion whether the question goes back
  /// @param edns whether an OPT record of the request is answered
  static void writeRcode(Packet packet, int rcode, boolean echoQuestion, boolean edns) {
    int end = Flags.HEADER_BYTES;
    if (echoQuestion) end = begin(packet, Flags.QR, rcode);
    else header(packet, Flags.QR, rcode);
    if (edns && packet.query.edns()) {
      int limit = limit(packet);
      int bytes = OptWriter.bytes(packet, Patch.NO_BYTES, CLIENTS_OWN);
      boolean options = end + bytes <= limit && rcode != Rcode.BADVERS;
      packet.reserve(end + bytes + OptWriter.PADDING_BYTES_MAX);
      end = OptWriter.write(packet, end, rcode, false, Patch.NO_BYTES, CLIENTS_OWN, options, limit);
    }
    set16(packet.reply, 4, echoQuestion ? 1 : 0);
    counts(packet, 0, 0, edns && packet.query.edns() ? 1 : 0);
    packet.replyLength = end;
    packet.rcode = rcode;
  }

  /// Writes the reply to what is no question at all. As in CoreDNS the header is the client's own:
  /// of FORMERR with the opcode of a query.
  ///
  /// @param echoQuestion whether the question goes back
  static void writeRejected(Packet packet, int rcode, boolean echoQuestion) {
    writeRcode(packet, rcode, echoQuestion, false);
    int own = Flags.TC | Flags.RD | Flags.RA | Flags.AD | Flags.CD;
    if (rcode != Rcode.FORMERR) own |= Flags.OPCODE;
    set16(packet.reply, 2, Flags.QR | (packet.query.flags() & own) | rcode);
  }

  /// The bytes that the client takes.
  static int limit(Packet packet) {
    if (packet.transport().isStream()) return Message.BYTES_MAX;
    return Math.min(UDP_BYTES_MAX, Math.max(UDP_BYTES_MIN, OptWriter.udpSize(packet)));
  }

  private static void header(Packet packet, int flags, int rcode) {
    Patch patch = packet.patch;
    packet.reserve(HEAD_BYTES_MAX);
    int all = flags | packet.repeatedFlags() | (rcode & Flags.RCODE);
    all = (all & ~patch.flagsClear) | patch.flagsSet;
    set16(packet.reply, 0, packet.query.id());
    set16(packet.reply, 2, all);
  }

  /// Header and question; returns the offset behind them.
  private static int begin(Packet packet, int flags, int rcode) {
    header(packet, flags, rcode);
    byte[] reply = packet.reply;
    set16(reply, 4, 1);
    int at = Flags.HEADER_BYTES;
    Question shown = packet.shown;
    if (shown != null) {
      shown.name().writeTo(reply, at);
      at += shown.name().wireLength();
    } else {
      at += packet.query.copyName(reply, at);
    }
    set16(reply, at, shown == null ? packet.query.type() : shown.type());
    set16(reply, at + 2, shown == null ? packet.query.qclass() : shown.qclass());
    return at + 4;
  }

  private static void counts(Packet packet, int answers, int authorities, int additionals) {
    set16(packet.reply, 6, answers);
    set16(packet.reply, 8, authorities);
    set16(packet.reply, 10, additionals);
  }

  private static void copyAll(Plan plan, Packet packet, int base, int shift) {
    byte[] bytes = plan.bytes;
    byte[] reply = packet.reply;
    if (!(plan instanceof Addresses run) || shift == 0) {
      System.arraycopy(bytes, 0, reply, base, bytes.length);
      return;
    }
    int start = run.start;
    int end = run.end;
    int first = plan.body.start(run.from + shift);
    System.arraycopy(bytes, 0, reply, base, start);
    System.arraycopy(bytes, first, reply, base + start, end - first);
    System.arraycopy(bytes, start, reply, base + start + end - first, first - start);
    System.arraycopy(bytes, end, reply, base + end, bytes.length - end);
  }

  private static boolean shuffles(Plan plan, Packet packet) {
    return packet.patch.rotate && plan instanceof Addresses run && run.shuffles();
  }

  private static void copyShuffled(Addresses run, Packet packet, int base) {
    byte[] bytes = run.bytes;
    System.arraycopy(bytes, 0, packet.reply, base, run.start);
    System.arraycopy(bytes, run.end, packet.reply, base + run.end, bytes.length - run.end);
    ShortWriter.shuffled(bytes, run.start, base + run.start, run.to - run.from, run.stride, packet);
  }

  /// Copies records in order while they fit; returns how many.
  private static int copySome(Plan plan, Packet packet, int base, int shift, int room) {
    Plan.Body body = plan.body;
    int at = 0;
    int written = 0;
    while (written < body.records()) {
      int record = recordAt(plan, shift, written);
      int start = body.start(record);
      int length = body.ends()[record] - start;
      if (at + length > room) break;
      System.arraycopy(body.bytes(), start, packet.reply, base + at, length);
      at += length;
      written++;
    }
    return written;
  }

  /// The record that comes at a place.
  private static int recordAt(Plan plan, int shift, int place) {
    if (!(plan instanceof Addresses run) || place < run.from || place >= run.to) return place;
    int record = place + shift;
    return record < run.to ? record : record - (run.to - run.from);
  }

  private static int writtenBytes(Plan plan, int shift, int written) {
    Plan.Body body = plan.body;
    if (written == 0) return 0;
    if (!(plan instanceof Addresses run) || shift == 0) return body.ends()[written - 1];
    if (written <= run.from || written >= run.to) return body.ends()[written - 1];
    int last = recordAt(plan, shift, written - 1);
    return moved(plan, shift, body.start(last)) + body.ends()[last] - body.start(last);
  }

  /// Where a byte of the body went.
  private static int moved(Plan plan, int shift, int offset) {
    if (shift == 0 || !(plan instanceof Addresses run)) return offset;
    int start = plan.body.start(run.from);
    int end = plan.body.ends()[run.to - 1];
    if (offset < start || offset >= end) return offset;
    int first = plan.body.start(run.from + shift);
    return offset >= first ? offset - first + start : offset - start + end - first + start;
  }

  private static void patchBody(Plan plan, Packet packet, int base, int end, int shift) {
    byte[] reply = packet.reply;
    int aspects = plan.head.catalogSerial();
    if (aspects != 0) {
      int serial = (int) packet.catalog.serial(aspects);
      for (int at : plan.body.serials()) {
        if (base + at + 20 > end) continue;
        set16(reply, base + at, serial >>> 16);
        set16(reply, base + at + 2, serial);
      }
    }
    for (int ttl : plan.body.ttls()) {
      int at = base + moved(plan, shift, ttl);
      if (at + 4 > end) continue;
      set16(reply, at, packet.ttlSeconds >>> 16);
      set16(reply, at + 2, packet.ttlSeconds);
    }
    switch (plan) {
      case Fixed _ -> {}
      case Addresses run -> {
        for (int i = 0; i < run.pointers.length; i++) {
          int at = base + run.pointers[i];
          if (at + 2 > end) break;
          set16(reply, at, 0xc000 | (base + moved(plan, shift, run.targets[i])));
        }
      }
      case Denial denial -> {
        int zone = 0xc000 | denial.zoneAt(packet.query.nameLength());
        for (int at : denial.zonePointers) {
          if (base + at + 2 <= end) set16(reply, base + at, zone);
        }
      }
    }
    if (packet.upperCase) letterCase(plan, packet, base, end, shift);
  }

  /// Puts the question's own letters where they belong.
  private static void letterCase(Plan plan, Packet packet, int base, int end, int shift) {
    if (plan.letterCase.isEmpty()) return;
    if (!(plan.letterCase.get() instanceof LetterCase.Runs runs)) return;
    byte[] reply = packet.reply;
    for (int i = 0; i < runs.from().length; i++) {
      int from = base + moved(plan, shift, runs.from()[i]);
      int length = runs.to()[i] - runs.from()[i];
      if (from + length > end) continue;
      System.arraycopy(reply, Flags.HEADER_BYTES + runs.question()[i], reply, from, length);
    }
  }

  private static void set16(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >> 8);
    bytes[at + 1] = (byte) value;
  }
}
