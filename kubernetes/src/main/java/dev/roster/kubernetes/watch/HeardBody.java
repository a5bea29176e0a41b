package dev.roster.kubernetes.watch;

import dev.roster.kubernetes.http.ReplyBody;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// A body that knows how it ended, and that is closed when it says nothing for too long: a server
/// that hangs while its kernel lives is noticed by nothing else. Bookmarks come once a minute.
final class HeardBody extends ReplyBody {
  private final ReplyBody body;
  private final LongSupplier nanoTime;
  private final Thread guard;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile long heardNanos;
  private volatile long silenceNanos;
  private volatile boolean closed;
  private volatile boolean silent;
  private volatile boolean ended;

  /// @param silenceNanos how long it may be silent
  HeardBody(ReplyBody body, String name, long silenceNanos, LongSupplier nanoTime) {
    this.body = body;
    this.nanoTime = nanoTime;
    this.heardNanos = nanoTime.getAsLong();
    this.silenceNanos = silenceNanos;
    this.guard = Thread.ofVirtual().name(name + "-silence").start(this::guard);
  }

  /// Allows another silence from now on.
  void allow(long nanos) {
    if (silenceNanos == nanos) return;
    lock.lock();
    try {
      silenceNanos = nanos;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /// When bytes came last, by the injected nano time.
  long heardNanos() {
    return heardNanos;
  }

  /// Whether it was closed for its silence.
  boolean wasSilent() {
    return silent;
  }

  /// Whether its end was read, or a failure.
  boolean isEnded() {
    return ended;
  }

  @Override
  public int read(byte[] to, int from, int length) throws IOException {
    try {
      int count = body.read(to, from, length);
      if (count < 0) ended = true;
      else heardNanos = nanoTime.getAsLong();
      return count;
    } catch (IOException failed) {
      ended = true;
      throw failed;
    }
  }

  /// Ends the body and the thread that guards it.
  @Override
  public void close() {
    closed = true;
    body.close();
    guard.interrupt();
  }

  private void guard() {
    lock.lock();
    try {
      while (!closed) {
        long left = heardNanos + silenceNanos - nanoTime.getAsLong();
        if (left <= 0) {
          silent = true;
          body.close();
          return;
        }
        changed.await(left, TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
