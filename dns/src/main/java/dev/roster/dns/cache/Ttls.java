package dev.roster.dns.cache;

import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.CacheConfig;
import dev.roster.dns.corefile.CacheConfig.Share;
import dev.roster.dns.pipeline.Reply;
import java.util.ArrayList;
import java.util.List;

/// The TTL that a reply has under a `cache`: one for all its records, the smallest of them, held
/// within the bounds of its kind.
final class Ttls {
  /// Of replies that say nothing about how long they hold.
  private static final long SILENT_SECONDS = 5;

  private final CacheConfig config;

  Ttls(CacheConfig config) {
    this.config = config;
  }

  /// Seconds, 0 or more.
  long of(Kind kind, Reply reply) {
    return switch (kind) {
      case NO_NAME, NO_DATA -> bounded(smallest(reply), config.denial());
      case FAILURE -> config.failureTtl().toSeconds();
      case SUCCESS -> bounded(smallest(reply), config.success());
      case DELEGATION, OTHER -> bounded(SILENT_SECONDS, config.success());
    };
  }

  private static long bounded(long seconds, Share share) {
    return Math.min(Math.max(seconds, share.ttlMinSeconds()), share.ttlMaxSeconds());
  }

  private static long smallest(Reply reply) {
    long smallest = Long.MAX_VALUE;
    for (List<ResourceRecord> section :
        List.of(reply.answers(), reply.authorities(), reply.additionals())) {
      for (ResourceRecord record : section) smallest = Math.min(smallest, record.ttlSeconds());
    }
    return smallest == Long.MAX_VALUE ? SILENT_SECONDS : smallest;
  }

  /// The reply with one TTL throughout.
  static Reply with(Reply reply, long seconds, boolean authoritative, boolean authentic) {
    return reply.withRecords(
        authoritative,
        authentic,
        with(reply.answers(), seconds),
        with(reply.authorities(), seconds),
        with(reply.additionals(), seconds));
  }

  private static List<ResourceRecord> with(List<ResourceRecord> records, long seconds) {
    List<ResourceRecord> changed = new ArrayList<>(records.size());
    for (ResourceRecord record : records) {
      boolean same = record.ttlSeconds() == seconds;
      changed.add(same ? record : record.withTtl(seconds));
    }
    return changed;
  }
}
