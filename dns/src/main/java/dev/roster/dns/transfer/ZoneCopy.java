package dev.roster.dns.transfer;

import dev.roster.core.wire.ResourceRecord;

/// A zone at one moment, for a transfer.
///
/// @param serial of the SOA, an unsigned 32 bit number
/// @param soa its SOA record
/// @param records all of them, the SOA first and last; each reading gives the same
public record ZoneCopy(long serial, ResourceRecord soa, Iterable<ResourceRecord> records) {}
