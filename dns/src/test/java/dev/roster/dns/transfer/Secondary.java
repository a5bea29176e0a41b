package dev.roster.dns.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/// A copy of a zone as a secondary holds it, records as dnsjava reads them; doubles are one.
///
/// @param kind of the transfer that it came by: `axfr`, `ixfr` or `soa`
record Secondary(long serial, Set<Record> records, String kind) {
  static final Secondary NONE = new Secondary(0, Set.of(), "");

  /// This copy after a transfer, which takes away only what is there and brings only what is not.
  Secondary after(List<Message> messages) {
    List<Record> sent = new ArrayList<>();
    for (Message message : messages) sent.addAll(message.getSection(Section.ANSWER));
    SOARecord now = (SOARecord) sent.getFirst();
    if (sent.size() == 1) return new Secondary(serial, records, "soa");
    assertThat(sent.getLast()).isEqualTo(now);
    if (!(sent.get(1) instanceof SOARecord then)) {
      return new Secondary(
          now.getSerial(), new HashSet<>(sent.subList(1, sent.size() - 1)), "axfr");
    }
    assertThat(then.getSerial()).isEqualTo(serial);
    Set<Record> changed = new HashSet<>(records);
    int at = 2;
    for (; !(sent.get(at) instanceof SOARecord); at++) {
      assertThat(changed.remove(sent.get(at))).as("there: %s", sent.get(at)).isTrue();
    }
    assertThat(sent.get(at)).isEqualTo(now);
    for (at++; at < sent.size() - 1; at++) {
      assertThat(changed.add(sent.get(at))).as("not there: %s", sent.get(at)).isTrue();
    }
    return new Secondary(now.getSerial(), changed, "ixfr");
  }
}
