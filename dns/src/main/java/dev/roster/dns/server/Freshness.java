package dev.roster.dns.server;

import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.MessageDecoder.Decoded;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.List;

/// How long a cache of HTTP may keep a reply (RFC 8484 section 5.1): its smallest TTL, as CoreDNS
/// counts it.
final class Freshness {
  /// Seconds, at most.
  static final int SECONDS_MAX = 3600;

  /// Seconds of replies without a TTL, of failures and of referrals.
  static final int SECONDS_OTHERWISE = 5;

  private Freshness() {}

  /// The seconds of a reply.
  static long seconds(byte[] reply) {
    return switch (MessageDecoder.decode(reply, 0, reply.length)) {
      case Decoded.Whole(Message message) -> seconds(message);
      case Decoded.Malformed _ -> SECONDS_OTHERWISE;
    };
  }

  private static long seconds(Message message) {
    if (!isAnswer(message)) return SECONDS_OTHERWISE;
    long least = Long.MAX_VALUE;
    for (List<ResourceRecord> section :
        List.of(message.answers(), message.authorities(), message.additionals())) {
      for (ResourceRecord record : section) least = Math.min(least, record.ttlSeconds());
    }
    return least == Long.MAX_VALUE ? SECONDS_OTHERWISE : Math.min(least, SECONDS_MAX);
  }

  private static boolean isAnswer(Message message) {
    boolean soa = has(message.authorities(), RecordType.SOA);
    if (message.rcode() == Rcode.NXDOMAIN) return soa;
    if (message.rcode() != Rcode.NOERROR) return false;
    return !message.answers().isEmpty() || soa || !has(message.authorities(), RecordType.NS);
  }

  private static boolean has(List<ResourceRecord> records, int type) {
    return records.stream().anyMatch(record -> record.type() == type);
  }
}
