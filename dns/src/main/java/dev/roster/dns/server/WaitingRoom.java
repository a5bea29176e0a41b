package dev.roster.dns.server;

import dev.roster.dns.metrics.Counters;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Waiting;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/// Questions of one address whose answers wait for something outside the process: a virtual thread
/// each. How long one waits is its directive's to bound; how many do in the process is bounded
/// here.
final class WaitingRoom {
  /// Questions of a server that wait at once; beyond it they are answered SERVFAIL.
  static final int WAITING_MAX = 10_000;

  /// Milliseconds that closing waits for answers under way.
  static final long CLOSE_MILLIS_MAX = 2000;

  private final Semaphore places;
  private final Counters counters;
  private final LongSupplier nanoTime;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// Takes a reply to where the question came from.
  @FunctionalInterface
  interface Sender {
    /// Called once for each question that was taken, on its own thread.
    ///
    /// @param length bytes of the reply, 0 for none
    void send(byte[] reply, int length);

    /// In place of [#send] where more messages follow the reply: over what has a stream.
    default void sendAll(byte[] reply, int length, Iterator<byte[]> more) {
      throw new IllegalStateException("a datagram has one message");
    }
  }

  /// A room.
  ///
  /// @param places that the rooms of a server share
  WaitingRoom(Semaphore places, DnsMetrics metrics, LongSupplier nanoTime) {
    this.places = places;
    this.counters = metrics.shared();
    this.nanoTime = nanoTime;
  }

  /// Where answers are counted that waited.
  Counters counters() {
    return counters;
  }

  /// Takes the question that a responder hands over, if there is a place.
  boolean take(Responder responder, Sender sender) {
    if (closed || !places.tryAcquire()) return false;
    Waiting question = responder.handOver(counters);
    Thread thread =
        Thread.ofVirtual().name("dns-waiting").unstarted(() -> answer(question, sender));
    threads.add(thread);
    thread.start();
    return true;
  }

  private void answer(Waiting question, Sender sender) {
    int length = 0;
    try {
      length = question.answer();
    } finally {
      try {
        Iterator<byte[]> more = question.takeStream();
        if (more == null || length == 0) sender.send(question.reply(), length);
        else sender.sendAll(question.reply(), length, more);
      } catch (RuntimeException bug) {
        System.getLogger(WaitingRoom.class.getName())
            .log(System.Logger.Level.ERROR, "a reply that waited could not be sent", bug);
      } finally {
        threads.remove(Thread.currentThread());
        places.release();
      }
    }
  }

  /// Those that wait now.
  List<Thread> threads() {
    return List.copyOf(threads);
  }

  /// Takes no more and waits for those under way, within a bound; the rest is interrupted.
  void close() {
    closed = true;
    try {
      new UnderWay(threads(), nanoTime).await(CLOSE_MILLIS_MAX);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
    threads.forEach(Thread::interrupt);
  }
}
