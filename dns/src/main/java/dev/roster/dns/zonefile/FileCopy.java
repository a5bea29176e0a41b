package dev.roster.dns.zonefile;

import dev.roster.core.catalog.ZoneDifference;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.transfer.ZoneCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A zone of a file as it was read once.
record FileCopy(Zone zone) implements ZoneCopy {
  @Override
  public long serial() {
    return zone.serial();
  }

  @Override
  public ResourceRecord soa() {
    return zone.soa(false).getFirst();
  }

  @Override
  public Iterable<ResourceRecord> records() {
    return zone::transferred;
  }

  /// Two readings of a file share nothing: all records are compared, once for each reading.
  @Override
  @SuppressWarnings("ReferenceEquality") // the very reading
  public Optional<ZoneDifference> since(ZoneCopy earlier, long bytesMax) {
    if (!(earlier instanceof FileCopy(Zone before))) return Optional.empty();
    if (before == zone) return Optional.of(ZoneDifference.NONE);
    return Optional.of(ZoneDifference.between(withoutSoa(before), withoutSoa(zone)))
        .filter(it -> it.bytes() <= bytesMax);
  }

  private static List<ResourceRecord> withoutSoa(Zone zone) {
    List<ResourceRecord> records = new ArrayList<>();
    zone.transferred()
        .forEachRemaining(record -> {
          if (record.type() != RecordType.SOA) records.add(record);
        });
    return records;
  }
}
