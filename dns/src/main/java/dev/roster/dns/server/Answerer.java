package dev.roster.dns.server;

import dev.roster.core.catalog.Catalog;
import dev.roster.dns.metrics.Counters;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Transport;
import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a socket's loop needs to answer: a responder and where configuration and catalog are
/// published. Confined to the thread that uses it.
final class Answerer {
  private final Responder responder;
  private final Supplier<Served> served;
  private final Supplier<Catalog> catalog;
  private final WaitingRoom room;

  Answerer(
      Responder responder, Supplier<Served> served, Supplier<Catalog> catalog, WaitingRoom room) {
    this.responder = responder;
    this.served = served;
    this.catalog = catalog;
    this.room = room;
  }

  /// Answers a message; returns the reply's length in [#reply], 0 for none, [Responder#HANDED_OVER]
  /// if it must wait: then [#handOver] is called next.
  int answer(Transport transport, byte[] source, int port, byte[] bytes, int offset, int end) {
    responder.packet().from(transport, source, port);
    return responder.respond(served.get().site(), catalog.get(), bytes, offset, end);
  }

  /// Says what clients are told that ask how long their connection may be silent (RFC 7828).
  void keepalive(int idleMillis) {
    responder.packet().keepalive(idleMillis / 100);
  }

  /// Has the message answered on a thread that may wait. Returns 0 where that will be, else the
  /// length of the reply that says that it can't.
  ///
  /// @param sender told of the reply, once, if 0 is returned
  int handOver(WaitingRoom.Sender sender) {
    return room.take(responder, sender) ? 0 : responder.refuseToWait();
  }

  /// The messages that follow the reply, see [dev.roster.dns.pipeline.Packet#takeStream].
  @Nullable Iterator<byte[]> takeStream() {
    return responder.packet().takeStream();
  }

  /// The buffer of the reply; changes with the next message.
  byte[] reply() {
    return responder.packet().replyBytes();
  }

  /// What is counted of answers that waited.
  Counters waiting() {
    return room.counters();
  }

  /// What this worker counts.
  Counters counters() {
    return responder.counters();
  }
}
