package dev.roster.manifest;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What one thread makes and another takes, in order, with a bound between them: who is ahead
/// waits.
///
/// Closing it ends the maker if its taker has failed, and waits for it.
final class HandOver<T> implements AutoCloseable {
  private final BlockingQueue<Optional<T>> waiting; // empty: that was all
  private final FutureTask<Boolean> outcome;
  private final Thread maker;

  private HandOver(String name, int waitingMax, Predicate<Consumer<T>> making) {
    waiting = new ArrayBlockingQueue<>(waitingMax);
    outcome = new FutureTask<>(() -> make(making));
    maker = Thread.ofPlatform().daemon().name(name).unstarted(outcome);
  }

  /// Starts the maker on a thread of its own.
  ///
  /// @param waitingMax how much may wait for its taker
  /// @param making gives what it makes to a consumer; says at its end whether it is whole
  static <T> HandOver<T> start(String name, int waitingMax, Predicate<Consumer<T>> making) {
    HandOver<T> handOver = new HandOver<>(name, waitingMax, making);
    handOver.maker.start();
    return handOver;
  }

  private boolean make(Predicate<Consumer<T>> making) {
    try {
      return making.test(each -> put(Optional.of(each)));
    } finally {
      put(Optional.empty());
    }
  }

  private void put(Optional<T> next) {
    try {
      waiting.put(next);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
      throw new CancellationException("nobody takes it");
    }
  }

  /// Takes all on this thread; what the maker failed by, this fails by.
  ///
  /// @return whether it was whole; false if this thread is interrupted
  boolean forEach(Consumer<T> each) {
    try {
      Optional<T> next = waiting.take();
      while (next.isPresent()) {
        each.accept(next.get());
        next = waiting.take();
      }
      return outcome.get();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Error error) throw error; // the heap is full
      throw new IllegalStateException(failed.getCause());
    }
  }

  @Override
  public void close() {
    maker.interrupt();
    boolean interrupted = false;
    while (maker.isAlive()) {
      try {
        maker.join();
      } catch (InterruptedException asked) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }
}
