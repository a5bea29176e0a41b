package dev.roster.core.wire;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordData.Address;
import dev.roster.core.wire.RecordData.Cname;
import dev.roster.core.wire.RecordData.Mx;
import dev.roster.core.wire.RecordData.Ns;
import dev.roster.core.wire.RecordData.Ptr;
import dev.roster.core.wire.RecordData.Soa;
import dev.roster.core.wire.RecordData.Srv;
import dev.roster.core.wire.RecordData.Txt;
import dev.roster.core.wire.RecordData.Unknown;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Reads whole messages. No bytes make it throw, loop or read outside the window.
public final class MessageDecoder {

  private final byte[] bytes;
  private final int offset;
  private final int end;
  private int at;
  private Optional<Edns> edns = Optional.empty();
  private int extendedRcode;
  private String wrong = "";

  private MessageDecoder(byte[] bytes, int offset, int end) {
    this.bytes = bytes;
    this.offset = offset;
    this.end = end;
    this.at = offset + Flags.HEADER_BYTES;
  }

  /// What some bytes are.
  public sealed interface Decoded {
    /// A message.
    record Whole(Message message) implements Decoded {}

    /// No message; why, for a log.
    record Malformed(String why) implements Decoded {}
  }

  /// What the bytes `[offset, end)` are. A record of a class other than IN makes them malformed:
  /// nothing here has a use for one. Bytes behind the last record are ignored.
  public static Decoded decode(byte[] bytes, int offset, int end) {
    if (end - offset < Flags.HEADER_BYTES) {
      return new Decoded.Malformed((end - offset) + " bytes (expected: 12 or more)");
    }
    return new MessageDecoder(bytes, offset, end).decode();
  }

  /// The data of a record of this type whose bytes, names uncompressed, are these; empty where they
  /// are none.
  public static Optional<RecordData> data(int type, byte[] bytes) {
    MessageDecoder decoder = new MessageDecoder(bytes, 0, bytes.length);
    decoder.at = 0;
    Optional<RecordData> data = decoder.data(type, bytes.length);
    return decoder.at == bytes.length ? data : Optional.empty();
  }

  private Decoded decode() {
    List<Message.Question> questions = questions(Names.u16(bytes, offset + 4));
    List<ResourceRecord> answers = records(Names.u16(bytes, offset + 6), false);
    List<ResourceRecord> authorities = records(Names.u16(bytes, offset + 8), false);
    List<ResourceRecord> additionals = records(Names.u16(bytes, offset + 10), true);
    if (!wrong.isEmpty()) return new Decoded.Malformed(wrong + " at byte " + (at - offset));
    int flags = Names.u16(bytes, offset + 2);
    return new Decoded.Whole(
        new Message(
            Names.u16(bytes, offset),
            flags,
            questions,
            answers,
            authorities,
            additionals,
            (extendedRcode << 4) | (flags & Flags.RCODE),
            edns));
  }

  private List<Message.Question> questions(int count) {
    List<Message.Question> questions = new ArrayList<>();
    for (int i = 0; i < count && wrong.isEmpty(); i++) {
      Optional<Name> name = name(end);
      if (name.isEmpty() || !has(4, end)) break;
      questions.add(
          new Message.Question(name.get(), Names.u16(bytes, at), Names.u16(bytes, at + 2)));
      at += 4;
    }
    return questions;
  }

  private List<ResourceRecord> records(int count, boolean additional) {
    List<ResourceRecord> records = new ArrayList<>();
    for (int i = 0; i < count && wrong.isEmpty(); i++) {
      Optional<Name> owner = name(end);
      if (owner.isEmpty() || !has(10, end)) break;
      int type = Names.u16(bytes, at);
      int recordClass = Names.u16(bytes, at + 2);
      long ttl = Names.u32(bytes, at + 4);
      int length = Names.u16(bytes, at + 8);
      int fixed = at;
      at += 10;
      if (!has(length, end)) break;
      if (additional && type == RecordType.OPT) {
        opt(fixed, at + length);
        continue;
      }
      int dataEnd = at + length;
      Optional<RecordData> data = data(type, dataEnd);
      if (data.isEmpty() || at != dataEnd) {
        if (wrong.isEmpty()) wrong = "data of type " + type;
        break;
      }
      // RFC 2181 section 8: a TTL with the top bit set counts as 0.
      long counted = ttl > Integer.MAX_VALUE ? 0 : ttl;
      records.add(new ResourceRecord(owner.get(), counted, data.get(), recordClass));
    }
    return records;
  }

  private void opt(int fixed, int optEnd) {
    if (edns.isPresent()) {
      wrong = "two OPT records";
      return;
    }
    List<Edns.Option> options = new ArrayList<>();
    while (at < optEnd && has(4, optEnd)) {
      int code = Names.u16(bytes, at);
      int length = Names.u16(bytes, at + 2);
      at += 4;
      if (!has(length, optEnd)) break;
      options.add(new Edns.Option(code, Arrays.copyOfRange(bytes, at, at + length)));
      at += length;
    }
    extendedRcode = bytes[fixed + 4] & 0xff;
    edns =
        Optional.of(
            new Edns(
                Names.u16(bytes, fixed + 2),
                bytes[fixed + 5] & 0xff,
                (bytes[fixed + 6] & 0x80) != 0,
                options));
  }

  private Optional<RecordData> data(int type, int dataEnd) {
    return switch (type) {
      case RecordType.A -> address(4, dataEnd);
      case RecordType.AAAA -> address(16, dataEnd);
      case RecordType.CNAME -> name(dataEnd).map(Cname::new);
      case RecordType.NS -> name(dataEnd).map(Ns::new);
      case RecordType.PTR -> name(dataEnd).map(Ptr::new);
      case RecordType.MX -> {
        if (!has(2, dataEnd)) yield Optional.empty();
        int preference = Names.u16(bytes, at);
        at += 2;
        yield name(dataEnd).map(exchange -> new Mx(preference, exchange));
      }
      case RecordType.SRV -> {
        if (!has(6, dataEnd)) yield Optional.empty();
        int fixed = at;
        at += 6;
        yield name(dataEnd)
            .map(target ->
                new Srv(
                    Names.u16(bytes, fixed),
                    Names.u16(bytes, fixed + 2),
                    Names.u16(bytes, fixed + 4),
                    target));
      }
      case RecordType.TXT -> text(dataEnd);
      case RecordType.SOA -> soa(dataEnd);
      default -> {
        Optional<EmbeddedNames> layout = EmbeddedNames.of(type);
        if (layout.isPresent()) yield expanded(type, layout.get(), dataEnd);
        byte[] data = Arrays.copyOfRange(bytes, at, dataEnd);
        at = dataEnd;
        yield Optional.of(new Unknown(type, data));
      }
    };
  }

  /// Data with its names written out.
  private Optional<RecordData> expanded(int type, EmbeddedNames layout, int dataEnd) {
    int begin = at;
    if (!has(layout.fixed(), dataEnd)) return Optional.empty();
    at += layout.fixed();
    for (int i = 0; i < layout.strings(); i++) {
      if (!has(1, dataEnd)) return Optional.empty();
      int length = bytes[at] & 0xff;
      if (!has(1 + length, dataEnd)) return Optional.empty();
      at += 1 + length;
    }
    byte[] data = new byte[dataEnd - begin + layout.names() * Name.WIRE_BYTES_MAX];
    int length = at - begin;
    System.arraycopy(bytes, begin, data, 0, length);
    for (int i = 0; i < layout.names(); i++) {
      int behind = Names.skip(bytes, offset, end, at);
      if (behind < 0 || behind > dataEnd) {
        wrong = "a name that does not end";
        return Optional.empty();
      }
      length += Names.expand(bytes, offset, at, data, length);
      at = behind;
    }
    if (layout.open()) {
      System.arraycopy(bytes, at, data, length, dataEnd - at);
      length += dataEnd - at;
      at = dataEnd;
    }
    if (length > 0xffff) {
      wrong = length + " bytes of data once its names are written out";
      return Optional.empty();
    }
    return Optional.of(new Unknown(type, Arrays.copyOf(data, length)));
  }

  private Optional<RecordData> address(int length, int dataEnd) {
    if (!has(length, dataEnd)) return Optional.empty();
    IpAddress address = IpAddress.of(Arrays.copyOfRange(bytes, at, at + length));
    at += length;
    return Optional.of(new Address(address));
  }

  private Optional<RecordData> text(int dataEnd) {
    List<String> strings = new ArrayList<>();
    while (at < dataEnd) {
      int length = bytes[at++] & 0xff;
      if (!has(length, dataEnd)) return Optional.empty();
      strings.add(new String(bytes, at, length, StandardCharsets.ISO_8859_1));
      at += length;
    }
    return Optional.of(new Txt(strings));
  }

  private Optional<RecordData> soa(int dataEnd) {
    Optional<Name> mname = name(dataEnd);
    Optional<Name> rname = mname.isEmpty() ? Optional.empty() : name(dataEnd);
    if (mname.isEmpty() || rname.isEmpty() || !has(20, dataEnd)) return Optional.empty();
    int fixed = at;
    at += 20;
    return Optional.of(
        new Soa(
            mname.get(),
            rname.get(),
            Names.u32(bytes, fixed),
            Names.u32(bytes, fixed + 4),
            Names.u32(bytes, fixed + 8),
            Names.u32(bytes, fixed + 12),
            Names.u32(bytes, fixed + 16)));
  }

  /// The name here, whose own bytes must end before `nameEnd`.
  private Optional<Name> name(int nameEnd) {
    int behind = Names.skip(bytes, offset, end, at);
    if (behind < 0 || behind > nameEnd) {
      wrong = "a name that does not end";
      return Optional.empty();
    }
    Name name = Names.read(bytes, offset, at);
    at = behind;
    return Optional.of(name);
  }

  private boolean has(int count, int until) {
    if (at + count <= until) return true;
    wrong = count + " bytes expected";
    return false;
  }
}
