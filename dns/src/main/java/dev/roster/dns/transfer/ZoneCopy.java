package dev.roster.dns.transfer;

import dev.roster.core.catalog.ZoneDifference;
import dev.roster.core.wire.ResourceRecord;
import java.util.Optional;

/// A zone at one moment, for a transfer; immutable.
public interface ZoneCopy {
  /// The serial of the SOA, an unsigned 32 bit number.
  long serial();

  /// Its SOA record.
  ResourceRecord soa();

  /// All its records, the SOA first and last; each reading gives the same.
  Iterable<ResourceRecord> records();

  /// What differs from an earlier copy of the same zone; empty where that can't be said safely, or
  /// is more than so many bytes.
  ///
  /// @param bytesMax of the records in wire form, names uncompressed
  Optional<ZoneDifference> since(ZoneCopy earlier, long bytesMax);
}
