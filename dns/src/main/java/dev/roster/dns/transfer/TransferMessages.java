package dev.roster.dns.transfer;

import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageWriter;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.pipeline.Question;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/// The messages of a transfer (RFC 5936 section 2.2): each with the question and as many records as
/// fit, made while they are sent.
final class TransferMessages implements Iterator<byte[]> {
  private final int id;
  private final int flags;
  private final Question question;
  private final Iterator<ResourceRecord> records;
  private final MessageWriter writer = new MessageWriter(Message.BYTES_MAX);
  private final Optional<Edns> edns;
  private final int room;
  private ResourceRecord next;
  private boolean more;

  /// Messages of at least one record.
  TransferMessages(int id, int flags, Question question, Iterator<ResourceRecord> records) {
    this(id, flags, question, records, Optional.empty(), Message.BYTES_MAX);
  }

  /// As above, of so many bytes each at most and with an OPT record.
  TransferMessages(
      int id,
      int flags,
      Question question,
      Iterator<ResourceRecord> records,
      Optional<Edns> edns,
      int bytesMax) {
    this.id = id;
    this.flags = Flags.QR | Flags.AA | (flags & Flags.RD);
    this.question = question;
    this.records = records;
    this.edns = edns;
    this.room = bytesMax - edns.map(MessageWriter::optBytes).orElse(0);
    this.next = records.next();
    this.more = true;
  }

  @Override
  public boolean hasNext() {
    return more;
  }

  @Override
  public byte[] next() {
    if (!more) throw new NoSuchElementException();
    writer.begin(id, flags);
    writer.question(question.name(), question.type(), question.qclass());
    int count = 0;
    while (more && count < 0xffff && writer.record(next, room)) {
      count++;
      advance();
    }
    // A record that no message holds can't be sent: it is passed over, as it is in answers.
    if (count == 0) advance();
    edns.ifPresent(opt -> writer.opt(opt, Rcode.NOERROR));
    writer.counts(1, count, 0, edns.isPresent() ? 1 : 0);
    return Arrays.copyOf(writer.buffer(), writer.length());
  }

  private void advance() {
    more = records.hasNext();
    if (more) next = records.next();
  }
}
