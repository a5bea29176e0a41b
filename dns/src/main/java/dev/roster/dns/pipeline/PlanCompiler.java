package dev.roster.dns.pipeline;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.ExtendedError;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageWriter;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Encodes a reply into a plan. One a worker.
final class PlanCompiler {
  /// Bytes of a plan's records, at most: some half a million addresses. What is beyond is never
  /// answered, and TC says so.
  static final int BODY_BYTES_MAX = 8 << 20;

  private static final byte[] NO_BYTES = {};
  private static final int[] NO_OFFSETS = {};

  private final MessageWriter writer = new MessageWriter(BODY_BYTES_MAX);
  private int[] ends = new int[64];
  private int count;

  /// A compiler.
  PlanCompiler() {}

  /// The plan of a reply.
  ///
  /// @param name the question as it is to be compiled for: names of the reply that equal parts of
  ///   it, letter case included, point there
  Plan compile(Plan.Key key, Name name, Reply reply, int catalogSerial) {
    return compile(key, name, reply, catalogSerial, false);
  }

  /// The plan of a kept reply, whose TTLs are written with each packet.
  ///
  /// @param compressed whether its names may point to the question: then it serves questions in
  ///   just these letters
  Plan compileKept(Plan.Key key, Name name, Reply reply, boolean compressed) {
    writer.compress(compressed);
    try {
      return compile(key, name, reply, 0, true);
    } finally {
      writer.compress(true);
    }
  }

  private Plan compile(Plan.Key key, Name name, Reply reply, int catalogSerial, boolean ages) {
    writer.begin(0, 0);
    writer.question(name, key.type(), 1);
    int base = writer.length();
    count = 0;
    int answers = section(reply.answers());
    boolean whole = answers == reply.answers().size();
    // Beyond one message nothing but answers is ever seen.
    boolean more = whole && writer.length() <= Message.BYTES_MAX;
    int authorities = more ? section(reply.authorities()) : 0;
    int additionals = more ? section(reply.additionals()) : 0;
    whole &= authorities == reply.authorities().size() && additionals == reply.additionals().size();
    byte[] bytes = Arrays.copyOfRange(writer.buffer(), base, writer.length());
    int[] recordEnds = new int[count];
    for (int i = 0; i < count; i++) recordEnds[i] = ends[i] - base;
    int[] serials = serials(reply, bytes, recordEnds);
    Plan.Body body =
        new Plan.Body(
            bytes,
            recordEnds,
            answers,
            authorities,
            additionals,
            serials,
            whole,
            ages ? ttls(bytes, recordEnds) : NO_OFFSETS,
            setStarts(reply, answers, authorities, additionals));
    Plan.Head head = head(reply, catalogSerial);
    return rotating(key, head, body, reply.answers().subList(0, answers), base)
        .orElseGet(() -> new Plan.Fixed(key, head, body, Rotation.moves(reply.answers())));
  }

  /// The denial that serves every name of a zone, made of the reply to one of them; empty if the
  /// reply has more in it than names of that zone.
  Optional<Plan.Denial> denial(Plan.Key key, Name name, Name zone, Reply reply, int serial) {
    boolean bare = reply.answers().isEmpty() && reply.additionals().isEmpty();
    if (!bare) return Optional.empty();
    if (!(compile(key, name, reply, serial) instanceof Plan.Fixed plan)) return Optional.empty();
    int base = Flags.HEADER_BYTES + name.wireLength() + 4;
    int zoneAt = Flags.HEADER_BYTES + name.wireLength() - zone.wireLength();
    int[] pointers = new int[writer.pointerCount()];
    byte[] message = writer.buffer();
    for (int i = 0; i < pointers.length; i++) {
      int at = writer.pointerAt(i);
      int target = ((message[at] & 0x3f) << 8) | (message[at + 1] & 0xff);
      if (target != zoneAt) return Optional.empty();
      pointers[i] = at - base;
    }
    return Optional.of(new Plan.Denial(key, plan.head, plan.body, zone, pointers));
  }

  private static int[] setStarts(Reply reply, int answers, int authorities, int additionals) {
    int[] starts = new int[answers + authorities + additionals];
    int found = addSetStarts(reply.answers().subList(0, answers), 0, starts, 0);
    found = addSetStarts(reply.authorities().subList(0, authorities), answers, starts, found);
    int from = answers + authorities;
    found = addSetStarts(reply.additionals().subList(0, additionals), from, starts, found);
    return Arrays.copyOf(starts, found);
  }

  private static int addSetStarts(List<ResourceRecord> section, int from, int[] starts, int found) {
    int count = found;
    for (int i = 0; i < section.size(); i++) {
      ResourceRecord record = section.get(i);
      boolean first =
          i == 0
              || record.type() != section.get(i - 1).type()
              || !record.owner().equals(section.get(i - 1).owner());
      if (first) starts[count++] = from + i;
    }
    return count;
  }

  private static Plan.Head head(Reply reply, int catalogSerial) {
    int flags = Flags.QR;
    if (reply.authoritative()) flags |= Flags.AA;
    if (reply.truncated()) flags |= Flags.TC;
    if (reply.recursionAvailable()) flags |= Flags.RA;
    if (reply.authenticData()) flags |= Flags.AD;
    byte[] error = reply.error().map(PlanCompiler::option).orElse(NO_BYTES);
    Optional<byte[]> options = reply.options().map(PlanCompiler::options);
    boolean written = !reply.by().isEmpty();
    return new Plan.Head(
        flags, reply.rcode(), error, catalogSerial, written, options, reply.alwaysOpt());
  }

  private static byte[] options(List<Edns.Option> options) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Edns.Option option : options) {
      bytes.write(option.code() >> 8);
      bytes.write(option.code());
      bytes.write(option.bytes().length >> 8);
      bytes.write(option.bytes().length);
      bytes.writeBytes(option.bytes());
    }
    return bytes.toByteArray();
  }

  private static byte[] option(ExtendedError error) {
    byte[] text = error.text().getBytes(StandardCharsets.UTF_8);
    byte[] option = new byte[6 + text.length];
    option[1] = Edns.EXTENDED_ERROR;
    option[2] = (byte) ((2 + text.length) >> 8);
    option[3] = (byte) (2 + text.length);
    option[4] = (byte) (error.code() >> 8);
    option[5] = (byte) error.code();
    System.arraycopy(text, 0, option, 6, text.length);
    return option;
  }

  private int section(List<ResourceRecord> records) {
    int fitted = 0;
    while (fitted < records.size() && writer.record(records.get(fitted), BODY_BYTES_MAX)) {
      if (count == ends.length) ends = Arrays.copyOf(ends, 2 * count);
      ends[count++] = writer.length();
      fitted++;
    }
    return fitted;
  }

  /// Where the serials of SOA records stand: 20 bytes before the record's end.
  private static int[] serials(Reply reply, byte[] bytes, int[] ends) {
    int[] found = new int[ends.length];
    int held = 0;
    int answers = reply.answers().size();
    int authorities = reply.authorities().size();
    for (int i = 0; i < ends.length && ends[i] <= bytes.length; i++) {
      ResourceRecord record =
          i < answers
              ? reply.answers().get(i)
              : i < answers + authorities
                  ? reply.authorities().get(i - answers)
                  : reply.additionals().get(i - answers - authorities);
      if (record.type() == RecordType.SOA) found[held++] = ends[i] - 20;
    }
    return Arrays.copyOf(found, held);
  }

  /// Where the TTL of each record stands: behind its owner, type and class.
  private static int[] ttls(byte[] bytes, int[] ends) {
    int[] found = new int[ends.length];
    for (int i = 0; i < ends.length; i++) {
      int at = i == 0 ? 0 : ends[i - 1];
      while (bytes[at] > 0) at += 1 + bytes[at];
      found[i] = at + (bytes[at] == 0 ? 1 : 2) + 4;
    }
    return found;
  }

  /// A plan with a run that can rotate, if there is one: the answers behind any CNAMEs, if they are
  /// all addresses of one type or all SRV, and nothing points into them but what is behind them.
  private Optional<Plan> rotating(
      Plan.Key key, Plan.Head head, Plan.Body body, List<ResourceRecord> answers, int base) {
    int from = rotatesFrom(answers);
    if (from < 0) return Optional.empty();
    int to = answers.size();
    int start = base + body.start(from);
    int end = base + body.ends()[to - 1];
    int[] pointers = new int[writer.pointerCount()];
    int[] targets = new int[pointers.length];
    int held = 0;
    byte[] message = writer.buffer();
    for (int i = 0; i < pointers.length; i++) {
      int at = writer.pointerAt(i);
      int target = ((message[at] & 0x3f) << 8) | (message[at + 1] & 0xff);
      if (target < start || target >= end) continue;
      if (at < end) return Optional.empty();
      pointers[held] = at - base;
      targets[held++] = target - base;
    }
    // Rotated, a name may end up where no pointer reaches.
    if (end > MessageWriter.POINTER_TARGET_MAX && body.records() > to) return Optional.empty();
    return Optional.of(
        new Plan.Addresses(
            key,
            head,
            body,
            from,
            to,
            stride(body, from, to),
            Arrays.copyOf(pointers, held),
            Arrays.copyOf(targets, held)));
  }

  /// The first record of the run that rotates, -1 if none does.
  static int rotatesFrom(List<ResourceRecord> answers) {
    int from = 0;
    while (from < answers.size() && answers.get(from).type() == RecordType.CNAME) from++;
    if (answers.size() - from < 2) return -1;
    int type = answers.get(from).type();
    if (type != RecordType.A && type != RecordType.AAAA && type != RecordType.SRV) return -1;
    for (int i = from + 1; i < answers.size(); i++) {
      if (answers.get(i).type() != type) return -1;
    }
    return from;
  }

  private static int stride(Plan.Body body, int from, int to) {
    int stride = body.ends()[from] - body.start(from);
    for (int i = from; i < to; i++) {
      if (body.ends()[i] - body.start(i) != stride) return 0;
    }
    return stride;
  }
}
