package dev.roster.check.conformance;

import java.io.IOException;
import java.util.List;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// Zone transfers, whose answers come in several messages.
final class Transfers {
  private Transfers() {}

  /// The messages as one, answers in order.
  static Message whole(List<byte[]> messages) throws IOException {
    Message whole = new Message(messages.getFirst());
    for (byte[] bytes : messages.subList(1, messages.size())) {
      for (Record record : new Message(bytes).getSection(Section.ANSWER)) {
        whole.addRecord(record, Section.ANSWER);
      }
    }
    return whole;
  }
}
