package dev.roster.dns.server;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Replies of one connection that were waited for, on their way from the threads that waited to the
/// loop that writes them. Bounded: who brings more than the client takes is held up.
final class LateReplies {
  /// Bytes on the way, from which on those who bring more wait.
  static final int BYTES_MAX = 64 << 10;

  private final Runnable news;
  private final Queue<byte[]> replies = new ArrayDeque<>(); // guarded by this
  private int bytes; // guarded by this
  private int ended; // guarded by this
  private boolean told; // guarded by this
  private boolean closed; // guarded by this

  /// None yet.
  ///
  /// @param news called where there are some, by any thread, once until [#begin]
  LateReplies(Runnable news) {
    this.news = news;
  }

  /// Where a question's reply goes, with all that follows it.
  WaitingRoom.Sender sender() {
    return new WaitingRoom.Sender() {
      @Override
      public void send(byte[] reply, int length) {
        try {
          if (length > 0) put(Arrays.copyOf(reply, length));
        } finally {
          end();
        }
      }

      @Override
      public void sendAll(byte[] reply, int length, Iterator<byte[]> more) {
        try {
          boolean open = put(Arrays.copyOf(reply, length));
          while (open && more.hasNext()) open = put(more.next());
        } finally {
          end();
        }
      }
    };
  }

  /// Returns whether the connection is still there.
  private boolean put(byte[] reply) {
    synchronized (this) {
      try {
        while (bytes >= BYTES_MAX && !closed) wait();
      } catch (InterruptedException closing) {
        Thread.currentThread().interrupt();
        return false;
      }
      if (closed) return false;
      replies.add(reply);
      bytes += reply.length;
      if (told) return true;
      told = true;
    }
    news.run();
    return true;
  }

  private void end() {
    synchronized (this) {
      ended++;
      if (told || closed) return;
      told = true;
    }
    news.run();
  }

  /// What comes from now on is news again.
  synchronized void begin() {
    told = false;
  }

  /// The next reply, null if there is none now.
  synchronized byte @Nullable [] next() {
    byte[] reply = replies.poll();
    if (reply == null) return null;
    bytes -= reply.length;
    notifyAll();
    return reply;
  }

  /// How many questions were answered since the last time, once all their replies are taken; 0
  /// before.
  synchronized int takeEnded() {
    if (!replies.isEmpty()) return 0;
    int taken = ended;
    ended = 0;
    return taken;
  }

  /// The client is gone: nobody is held up any more.
  synchronized void close() {
    closed = true;
    replies.clear();
    notifyAll();
  }
}
