package dev.roster.core.wire;

import dev.roster.core.names.Name;

/// A resource record.
///
/// @param owner the owner name, case kept
/// @param ttlSeconds 0..2147483647 (RFC 2181 section 8)
/// @param recordClass [Mnemonics#CLASS_IN] for nearly all, 0..65535
public record ResourceRecord(Name owner, long ttlSeconds, RecordData data, int recordClass) {
  public ResourceRecord {
    if (ttlSeconds < 0 || ttlSeconds > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("ttl is " + ttlSeconds + " (expected: 0..2147483647)");
    }
  }

  /// A record of class IN.
  public ResourceRecord(Name owner, long ttlSeconds, RecordData data) {
    this(owner, ttlSeconds, data, Mnemonics.CLASS_IN);
  }

  /// The same of another owner.
  public ResourceRecord withOwner(Name other) {
    return new ResourceRecord(other, ttlSeconds, data, recordClass);
  }

  /// The same with another TTL.
  public ResourceRecord withTtl(long seconds) {
    return new ResourceRecord(owner, seconds, data, recordClass);
  }

  /// The record type.
  public int type() {
    return data.type();
  }

  /// Bytes in wire form, names uncompressed.
  public int wireLength() {
    return owner.wireLength() + 10 + data.wireLength();
  }
}
