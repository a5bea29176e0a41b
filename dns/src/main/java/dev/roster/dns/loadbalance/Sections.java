package dev.roster.dns.loadbalance;

import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.List;

/// The records of a section by what `loadbalance` does with them.
///
/// @param aliases CNAME
/// @param others all else
record Sections(
    List<ResourceRecord> aliases,
    List<ResourceRecord> addresses,
    List<ResourceRecord> exchanges,
    List<ResourceRecord> others) {
  static Sections of(List<ResourceRecord> records) {
    Sections sections =
        new Sections(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (ResourceRecord record : records) {
      switch (record.type()) {
        case RecordType.CNAME -> sections.aliases.add(record);
        case RecordType.A, RecordType.AAAA -> sections.addresses.add(record);
        case RecordType.MX -> sections.exchanges.add(record);
        default -> sections.others.add(record);
      }
    }
    return sections;
  }

  /// Whether there is anything to choose from.
  static boolean moves(List<ResourceRecord> records) {
    int members = 0;
    for (ResourceRecord record : records) {
      switch (record.type()) {
        case RecordType.A, RecordType.AAAA, RecordType.MX, RecordType.SRV -> members++;
        default -> {}
      }
    }
    return members > 1;
  }

  @SafeVarargs
  static List<ResourceRecord> joined(List<ResourceRecord>... parts) {
    List<ResourceRecord> all = new ArrayList<>();
    for (List<ResourceRecord> part : parts) all.addAll(part);
    return all;
  }
}
