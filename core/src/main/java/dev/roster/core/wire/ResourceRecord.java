package dev.roster.core.wire;

import dev.roster.core.names.Name;

/// A resource record of class IN.
///
/// @param owner the owner name, case kept
/// @param ttlSeconds 0..2147483647 (RFC 2181 section 8)
public record ResourceRecord(Name owner, long ttlSeconds, RecordData data) {
  public ResourceRecord {
    if (ttlSeconds < 0 || ttlSeconds > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("ttl is " + ttlSeconds + " (expected: 0..2147483647)");
    }
  }

  /// The record type.
  public int type() {
    return data.type();
  }
}
