package dev.roster.dns.server;

import dev.roster.core.catalog.Catalog;
import dev.roster.dns.metrics.Counters;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Site;
import dev.roster.dns.pipeline.Transport;
import java.util.function.Supplier;

/// What a socket's loop needs to answer: a responder and where configuration and catalog are
/// published. Confined to the thread that uses it.
final class Answerer {
  private final Responder responder;
  private final Supplier<Site> site;
  private final Supplier<Catalog> catalog;

  Answerer(Responder responder, Supplier<Site> site, Supplier<Catalog> catalog) {
    this.responder = responder;
    this.site = site;
    this.catalog = catalog;
  }

  /// Answers a message; returns the reply's length in [#reply], 0 for none.
  int answer(Transport transport, byte[] source, int port, byte[] bytes, int offset, int end) {
    responder.packet().from(transport, source, port);
    return responder.respond(site.get(), catalog.get(), bytes, offset, end);
  }

  /// The buffer of the reply; changes with the next message.
  byte[] reply() {
    return responder.packet().replyBytes();
  }

  /// What this worker counts.
  Counters counters() {
    return responder.counters();
  }
}
