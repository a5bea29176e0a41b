package dev.roster.dns.kubernetes;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.wire.ExtendedError;
import dev.roster.core.wire.Rcode;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Reply;

/// What answers say while an origin of the catalog is lost for longer than [Catalog#STALE_AFTER]:
/// an extended error (RFC 8914, Stale Answer) for clients that can read one. Theirs are answered
/// without what is remembered, which says nothing of it; all others are answered as ever.
final class Staleness {
  private static final ExtendedError STALE =
      new ExtendedError(
          ExtendedError.STALE_ANSWER,
          "the cluster can't be heard since more than "
              + Catalog.STALE_AFTER.toSeconds()
              + " s; this is from then");

  private Staleness() {}

  static boolean isSaid(Packet packet) {
    return packet.catalog().isStale() && packet.query().edns();
  }

  /// The reply with the error, where it is the directive's own and has no other.
  static Reply said(Exchange exchange, Reply reply, String directive) {
    if (!exchange.catalog().isStale()) return reply;
    boolean own = reply.by().equals(directive) && reply.rcode() != Rcode.SERVFAIL;
    if (!own || exchange.keptAsked().edns().isEmpty()) return reply;
    exchange.leave();
    return reply.error().isPresent() ? reply : reply.withError(STALE);
  }
}
