package dev.roster.app.wiring;

import dev.roster.dns.kubernetes.KubernetesDirective;
import dev.roster.dns.warm.WarmUp;
import java.util.concurrent.CountDownLatch;

/// The warm-up of a server on a thread of its own: what answers need is loaded beside the objects,
/// and compiled when the server listens already; ready is it after that. Closing ends it wherever
/// it is.
public final class Warming implements AutoCloseable {
  private final CountDownLatch listening = new CountDownLatch(1);
  private final long millisMax;
  private final Runnable whenDone;
  private final Thread thread;
  private volatile Part behind = () -> {};
  private volatile Part further = () -> {};
  private volatile boolean done;

  private Warming(long millisMax, Runnable whenDone) {
    this.millisMax = millisMax;
    this.whenDone = whenDone;
    thread = Thread.ofPlatform().daemon().name("warm-up").unstarted(this::run);
  }

  /// Begins with the first part.
  public static Warming start() {
    return start(WarmUp.MILLIS_MAX, () -> {});
  }

  /// Begins with the first part.
  ///
  /// @param millisMax milliseconds that its questions may take
  /// @param whenDone run when all of it is over
  public static Warming start(long millisMax, Runnable whenDone) {
    Warming warming = new Warming(millisMax, whenDone);
    warming.thread.start();
    return warming;
  }

  private void run() {
    WarmUp warmUp =
        new WarmUp(
            KubernetesDirective::of, Clocks.nanoTime(), Clocks.processorNanos(), Clocks.random());
    try {
      warmUp.load();
      listening.await();
      behind.run();
      // What reading left behind goes before the compilers need room as well, and what warming up
      // left while nobody is told to come yet: the next collection of all there is comes later, or
      // never.
      System.gc();
      further.run();
      System.gc();
      warmUp.run(millisMax);
      System.gc();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } finally {
      done = true; // where it failed, the first answers are slow: no reason to give none
      whenDone.run();
    }
  }

  /// The server listens: the second part may begin.
  public void goOn() {
    goOn(() -> {}, () -> {});
  }

  /// The server listens: the second part may begin once something else is over.
  ///
  /// @param behind waits for it
  /// @param further what else is warmed up then
  public void goOn(Part behind, Part further) {
    this.behind = behind;
    this.further = further;
    listening.countDown();
  }

  /// Something that the thread that warms up runs.
  @FunctionalInterface
  public interface Part {
    /// Returns when it is over.
    void run() throws InterruptedException;
  }

  /// Whether all of it is over.
  public boolean isDone() {
    return done;
  }

  /// Ends it, and waits for its end.
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join(); // it looks for the interrupt between questions
        break;
      } catch (InterruptedException asked) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }
}
