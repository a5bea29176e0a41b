package dev.roster.dns.pipeline;

import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The order of answers as `loadbalance` wants it, for replies that no plan can rotate: CNAMEs
/// first, then what has no order, then addresses and MX, shuffled; SRV start at a random one.
final class Rotation {
  private Rotation() {}

  /// Whether rotation would move some answer.
  static boolean moves(List<ResourceRecord> answers) {
    int members = 0;
    for (ResourceRecord record : answers) if (isMember(record.type())) members++;
    return members > 1;
  }

  private static boolean isMember(int type) {
    return switch (type) {
      case RecordType.A, RecordType.AAAA, RecordType.MX, RecordType.SRV -> true;
      default -> false;
    };
  }

  /// The answers in a new order.
  static List<ResourceRecord> of(List<ResourceRecord> answers, Packet packet) {
    List<ResourceRecord> aliases = new ArrayList<>();
    List<ResourceRecord> rest = new ArrayList<>();
    List<ResourceRecord> services = new ArrayList<>();
    List<ResourceRecord> addresses = new ArrayList<>();
    List<ResourceRecord> exchanges = new ArrayList<>();
    for (ResourceRecord record : answers) {
      switch (record.type()) {
        case RecordType.CNAME -> aliases.add(record);
        case RecordType.SRV -> services.add(record);
        case RecordType.A, RecordType.AAAA -> addresses.add(record);
        case RecordType.MX -> exchanges.add(record);
        default -> rest.add(record);
      }
    }
    if (services.size() > 1) Collections.rotate(services, packet.random(services.size()));
    shuffle(addresses, packet);
    shuffle(exchanges, packet);
    List<ResourceRecord> ordered = new ArrayList<>(aliases);
    ordered.addAll(rest);
    ordered.addAll(services);
    ordered.addAll(addresses);
    ordered.addAll(exchanges);
    return ordered;
  }

  private static void shuffle(List<ResourceRecord> records, Packet packet) {
    for (int i = records.size() - 1; i > 0; i--) {
      Collections.swap(records, i, packet.random(i + 1));
    }
  }
}
