package dev.roster.core.wire;

import dev.roster.core.names.Name;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Reads requests. One a worker: what [#decode] returns is this object or a constant, and holds
/// until the next call, so that nothing is allocated.
///
/// Accepts what CoreDNS does: queries and NOTIFY (answered like a query), one question, at most one
/// record in answer and authority, two in additional; bytes behind the message are ignored.
public final class RequestDecoder implements Request.Query {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /// The four counts of a header with one question.
  private static final long ONE_QUESTION = 1L << 48;

  /// Bytes of an OPT record without options.
  private static final int OPT_BYTES = 11;

  private static final int TYPE_TSIG = 250;
  private static final int CLASS_IN = 1;
  private static final int OPTION_LLQ = 1;
  private static final int OPTION_UPDATE_LEASE = 2;
  private static final int OPTION_SUBNET = 8;
  private static final int OPTION_ZONE_VERSION = 19;

  private static final Request.Refuse FORMERR = new Request.Refuse(Rcode.FORMERR, false);
  private static final Request.Refuse FORMERR_ECHO = new Request.Refuse(Rcode.FORMERR, true);
  private static final Request.Refuse NOTIMP = new Request.Refuse(Rcode.NOTIMP, false);
  private static final Request.Refuse REFUSED = new Request.Refuse(Rcode.REFUSED, true);
  private static final Request.Refuse BADVERS = new Request.Refuse(Rcode.BADVERS, true);

  private byte[] bytes = {};
  private int offset;
  private int end;
  private int flags;
  private int nameLength;
  private boolean compressed;
  private int questionEnd;
  private int type;
  private int qclass;
  private int optOffset;
  private boolean plain;

  /// A decoder.
  public RequestDecoder() {}

  /// As below, where only class IN is taken.
  public Request decode(byte[] packet, int from, int to) {
    return decode(packet, from, to, false);
  }

  /// What the packet in `bytes[offset, end)` is. Keeps the array until the next call.
  ///
  /// @param anyClass whether a question of another class than IN is a query, never a plain one
  public Request decode(byte[] packet, int from, int to, boolean anyClass) {
    bytes = packet;
    offset = from;
    end = to;
    optOffset = -1;
    plain = true;
    if (to - from < Flags.HEADER_BYTES) return Drop.DROP;
    flags = Names.u16(packet, from + 2);
    if ((flags & Flags.QR) != 0) return Drop.DROP;
    int opcode = Flags.opcode(flags);
    if (opcode != 0) {
      if (opcode != Flags.OPCODE_NOTIFY) return NOTIMP;
      plain = false;
    }
    int answers = Names.u16(packet, from + 6);
    int authorities = Names.u16(packet, from + 8);
    int additionals = Names.u16(packet, from + 10);
    if (Names.u16(packet, from + 4) != 1 || answers > 1 || authorities > 1 || additionals > 2) {
      return FORMERR;
    }
    int at = question(from + Flags.HEADER_BYTES);
    if (at < 0) return FORMERR;
    questionEnd = at;
    if (answers + authorities + additionals > 0) {
      at = records(at, answers + authorities, false);
      at = at < 0 ? at : records(at, additionals, true);
      if (at < 0) return FORMERR_ECHO;
    }
    if (qclass != CLASS_IN) {
      if (!anyClass) return REFUSED;
      plain = false;
    }
    if (optOffset >= 0 && bytes[optOffset + 3] != 0) return BADVERS;
    return this;
  }

  /// Reads a request of the common form without walking through its name: a plain query, behind it
  /// at most an OPT record without options. False, and nothing is known, for all others, and for
  /// some of these.
  ///
  /// That the name is one, and as long as this says, is a guess. It holds if all its bytes, letter
  /// case aside, are those of a name: who asks looks for it among names and calls [#decode] where
  /// it is not there.
  public boolean guess(byte[] packet, int from, int to) {
    if (to - from < Flags.HEADER_BYTES + 5) return false;
    flags = Names.u16(packet, from + 2);
    if ((flags & (Flags.QR | Flags.OPCODE)) != 0) return false;
    long counts = (long) LONG.get(packet, from + 4);
    int behind = to;
    optOffset = -1;
    if (counts == ONE_QUESTION + 1) {
      behind -= OPT_BYTES;
      if (behind < from || (long) LONG.get(packet, behind) >>> 40 != RecordType.OPT) return false;
      // Its version, and the length of its options.
      if (packet[behind + 6] != 0 || Names.u16(packet, behind + 9) != 0) return false;
      optOffset = behind + 3;
    } else if (counts != ONE_QUESTION) {
      return false;
    }
    int last = behind - 5; // of the name
    int length = last + 1 - from - Flags.HEADER_BYTES;
    if (length < 1 || length > Name.WIRE_BYTES_MAX || packet[last] != 0) return false;
    int typeAndClass = (int) INT.get(packet, last + 1);
    if ((typeAndClass & 0xffff) != CLASS_IN) return false;
    bytes = packet;
    offset = from;
    end = to;
    plain = true;
    compressed = false;
    nameLength = length;
    questionEnd = behind;
    type = typeAndClass >>> 16;
    qclass = CLASS_IN;
    return true;
  }

  /// Returns the offset behind it, -1 if there is none. The common name has no pointer.
  private int question(int at) {
    int here = at;
    compressed = false;
    while (true) {
      if (here >= end) return -1;
      int label = bytes[here] & 0xff;
      if (label == 0) break;
      if (label >= 64) {
        compressed = true;
        break;
      }
      here += 1 + label;
      if (here - at >= Name.WIRE_BYTES_MAX) return -1;
    }
    if (compressed) {
      here = Names.skip(bytes, offset, end, at);
      if (here < 0) return -1;
      plain = false;
      nameLength = Names.expand(bytes, offset, at, new byte[Name.WIRE_BYTES_MAX], 0);
    } else {
      here++;
      nameLength = here - at;
    }
    if (here + 4 > end) return -1;
    type = Names.u16(bytes, here);
    qclass = Names.u16(bytes, here + 2);
    return here + 4;
  }

  /// Returns the offset behind `count` records, -1 if they are not there.
  private int records(int from, int count, boolean additional) {
    int at = from;
    for (int i = 0; i < count; i++) {
      at = Names.skip(bytes, offset, end, at);
      if (at < 0 || at + 10 > end) return -1;
      int recordType = Names.u16(bytes, at);
      int length = Names.u16(bytes, at + 8);
      if (at + 10 + length > end) return -1;
      if (additional && recordType == RecordType.OPT) {
        if (!optionsAreSound(at + 10, at + 10 + length)) return -1;
        if (optOffset >= 0) plain = false;
        optOffset = at + 2;
      } else {
        plain = false;
      }
      if (recordType == TYPE_TSIG) plain = false;
      at += 10 + length;
    }
    return at;
  }

  private boolean optionsAreSound(int from, int to) {
    int at = from;
    while (at < to) {
      if (at + 4 > to) return false;
      int length = Names.u16(bytes, at + 2);
      if (at + 4 + length > to) return false;
      if (!isSound(Names.u16(bytes, at), at + 4, length)) return false;
      at += 4 + length;
    }
    return true;
  }

  /// Whether an option has a form that CoreDNS can read: elsewhere the whole message is malformed.
  private boolean isSound(int option, int at, int length) {
    return switch (option) {
      case OPTION_LLQ -> length >= 18;
      case OPTION_UPDATE_LEASE -> length == 4 || length == 8;
      case OPTION_SUBNET -> length >= 4 && isSubnet(at);
      case Edns.EXPIRE -> length == 0 || length >= 4;
      case Edns.KEEPALIVE -> length == 0 || length == 2;
      case Edns.EXTENDED_ERROR, OPTION_ZONE_VERSION -> length >= 2;
      default -> true;
    };
  }

  /// Whether family and prefix lengths go together (RFC 7871 section 6); family 0 has none.
  private boolean isSubnet(int at) {
    int source = bytes[at + 2] & 0xff;
    int longer = Math.max(source, bytes[at + 3] & 0xff);
    return switch (Names.u16(bytes, at)) {
      case 0 -> source == 0;
      case 1 -> longer <= 32;
      case 2 -> longer <= 128;
      default -> false;
    };
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int offset() {
    return offset;
  }

  @Override
  public int end() {
    return end;
  }

  @Override
  public int id() {
    return Names.u16(bytes, offset);
  }

  @Override
  public int flags() {
    return flags;
  }

  @Override
  public int nameOffset() {
    return offset + Flags.HEADER_BYTES;
  }

  @Override
  public int nameLength() {
    return nameLength;
  }

  @Override
  public boolean compressedQuestion() {
    return compressed;
  }

  /// The offset behind the question as it stands in the packet; only where it was readable.
  public int questionEnd() {
    return questionEnd;
  }

  @Override
  public int type() {
    return type;
  }

  /// The question's class.
  public int qclass() {
    return qclass;
  }

  @Override
  public boolean plain() {
    return plain;
  }

  @Override
  public int optOffset() {
    return optOffset;
  }

  @Override
  public int udpSize() {
    return optOffset < 0 ? 0 : Names.u16(bytes, optOffset);
  }

  /// Whether its OPT record has options.
  public boolean hasOptions() {
    return optOffset >= 0 && Names.u16(bytes, optOffset + 6) != 0;
  }

  @Override
  public boolean dnssecOk() {
    return optOffset >= 0 && (bytes[optOffset + 4] & 0x80) != 0;
  }

  @Override
  public int copyName(byte[] target, int at) {
    if (compressed) return Names.expand(bytes, offset, nameOffset(), target, at);
    System.arraycopy(bytes, nameOffset(), target, at, nameLength);
    return nameLength;
  }

  @Override
  public Name name() {
    byte[] wire = new byte[nameLength];
    copyName(wire, 0);
    return Name.ofWire(wire, 0, nameLength);
  }
}
