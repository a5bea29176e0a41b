package dev.roster.dns.server;

import dev.roster.core.catalog.Catalog;
import dev.roster.dns.metrics.Counters;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Site;
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
  private final WallClock wallClock;
  private final Heartbeat heartbeat;
  private Site site = Site.NONE;
  private Catalog now = Catalog.EMPTY;

  Answerer(Responder responder, Supplier<Served> served, DnsRuntime runtime, WaitingRoom room) {
    this(responder, served, runtime, room, new Heartbeat("of connections"));
  }

  /// Of a worker whose heartbeat is looked at.
  Answerer(
      Responder responder,
      Supplier<Served> served,
      DnsRuntime runtime,
      WaitingRoom room,
      Heartbeat heartbeat) {
    this.heartbeat = heartbeat;
    this.responder = responder;
    this.served = served;
    this.catalog = runtime.catalog();
    this.wallClock = new WallClock(runtime.unixNanos());
    this.room = room;
  }

  /// Answers a message; returns the reply's length in [#reply], 0 for none, [Responder#HANDED_OVER]
  /// if it must wait: then [#handOver] is called next.
  int answer(Transport transport, byte[] source, int port, byte[] bytes, int offset, int end) {
    begin();
    int length = answerNext(transport, source, port, bytes, offset, end);
    count();
    return length;
  }

  /// Reads configuration, catalog and clock, once for all messages of [#answerNext] until [#end].
  void begin() {
    site = served.get().site();
    now = catalog.get();
    responder.beginBatch();
    heartbeat.busy(responder.batchNanos());
  }

  /// When the batch began.
  long now() {
    return responder.batchNanos();
  }

  /// As [#answer], for one message of a batch.
  int answerNext(Transport transport, byte[] source, int port, byte[] bytes, int offset, int end) {
    responder.packet().from(transport, source, port);
    return responder.respondNext(site, now, bytes, offset, end);
  }

  /// Counts what the batch took, and lets go of the catalog: who waits long for the next message
  /// must not hold what everybody else has replaced.
  void end() {
    count();
    now = Catalog.EMPTY;
    responder.packet().letGo();
  }

  private void count() {
    responder.endBatch();
    heartbeat.waiting();
  }

  /// Counts how long a message lay unread.
  ///
  /// @param unixNanos when the system took it in; 0: not known
  void received(long unixNanos) {
    if (unixNanos == 0) return;
    long nanos = wallClock.unixNanos(responder.batchNanos()) - unixNanos;
    // That clock may be set back, or nobody says it.
    if (nanos >= 0) responder.counters().queued(nanos);
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
