package dev.roster.dns.zonefile;

import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A name of a zone and its records by type, each type's in the order of the file. Filled while a
/// zone is made, only read afterwards.
final class Node {
  private final Name name;
  private final Map<Integer, List<ResourceRecord>> byType = new LinkedHashMap<>();

  Node(Name name) {
    this.name = name;
  }

  Name name() {
    return name;
  }

  void add(ResourceRecord record) {
    byType.computeIfAbsent(record.type(), _ -> new ArrayList<>()).add(record);
  }

  /// The records of a type, none where there is none.
  List<ResourceRecord> of(int type) {
    return byType.getOrDefault(type, List.of());
  }

  /// The signatures over a type.
  List<ResourceRecord> signaturesOf(int type) {
    return signatures(of(RecordType.RRSIG), type);
  }

  /// The records of a type, with their signatures if wanted.
  List<ResourceRecord> of(int type, boolean signed) {
    if (!signed) return of(type);
    List<ResourceRecord> all = new ArrayList<>(of(type));
    all.addAll(signaturesOf(type));
    return all;
  }

  /// All records, type by type.
  List<ResourceRecord> all() {
    List<ResourceRecord> all = new ArrayList<>();
    byType.values().forEach(all::addAll);
    return all;
  }

  static List<ResourceRecord> signatures(List<ResourceRecord> records, int type) {
    return records.stream().filter(record -> covered(record) == type).toList();
  }

  /// The type that a signature covers (RFC 4034 section 3.1.1), -1 if it is none.
  static int covered(ResourceRecord record) {
    if (!(record.data() instanceof RecordData.Unknown(int type, byte[] bytes))) return -1;
    if (type != RecordType.RRSIG || bytes.length < 2) return -1;
    return ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
  }
}
