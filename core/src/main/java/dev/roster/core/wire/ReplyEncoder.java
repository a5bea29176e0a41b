package dev.roster.core.wire;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Encodes collected messages. One a thread.
///
/// What does not fit is left out as CoreDNS does it: room for OPT first; then records in the order
/// answer, authority, additional while they fit; anything left out, if only glue, sets TC.
public final class ReplyEncoder {
  private final MessageWriter writer;

  /// An encoder of messages of at most this many bytes.
  public ReplyEncoder(int bytesMax) {
    this.writer = new MessageWriter(bytesMax);
  }

  /// Encodes; the message is in the returned writer's buffer until the next call.
  ///
  /// @param limit bytes, at most
  public MessageWriter encode(Message message, int limit) {
    int rcode = message.rcode();
    writer.begin(message.id(), (message.flags() & ~Flags.RCODE) | (rcode & Flags.RCODE));
    for (Message.Question question : message.questions()) {
      writer.question(question.name(), question.type(), question.qclass());
    }
    Optional<Edns> edns = message.edns();
    int room = limit - edns.map(MessageWriter::optBytes).orElse(0);
    int answers = section(message.answers(), room);
    boolean whole = answers == message.answers().size();
    int authorities = whole ? section(message.authorities(), room) : 0;
    whole &= authorities == message.authorities().size();
    int additionals = whole ? section(message.additionals(), room) : 0;
    whole &= additionals == message.additionals().size();
    edns.ifPresent(opt -> writer.opt(opt, rcode));
    writer.counts(
        message.questions().size(), answers, authorities, additionals + (edns.isPresent() ? 1 : 0));
    if (!whole) writer.addFlags(Flags.TC);
    return writer;
  }

  /// The bytes of a message without a limit but the format's, 65,535 bytes.
  public static byte[] bytes(Message message) {
    MessageWriter writer = new ReplyEncoder(Message.BYTES_MAX).encode(message, Message.BYTES_MAX);
    return Arrays.copyOf(writer.buffer(), writer.length());
  }

  /// How many records fit.
  private int section(List<ResourceRecord> records, int limit) {
    int count = 0;
    while (count < records.size() && writer.record(records.get(count), limit)) count++;
    return count;
  }
}
