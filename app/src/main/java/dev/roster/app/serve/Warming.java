package dev.roster.app.serve;

import dev.roster.app.wiring.Clocks;
import dev.roster.dns.kubernetes.KubernetesDirective;
import dev.roster.dns.warm.WarmUp;
import java.util.concurrent.CountDownLatch;

/// The warm-up of a server on a thread of its own: what answers need is loaded beside the objects,
/// and compiled when the server listens already; ready is it after that.
final class Warming {
  private final CountDownLatch listening = new CountDownLatch(1);
  private volatile boolean done;

  private Warming() {}

  /// Begins with the first part.
  static Warming start() {
    Warming warming = new Warming();
    Thread.ofPlatform().daemon().name("warm-up").start(warming::run);
    return warming;
  }

  private void run() {
    WarmUp warmUp = new WarmUp(KubernetesDirective::of, Clocks.nanoTime(), Clocks.random());
    try {
      warmUp.load();
      listening.await();
      warmUp.run();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } finally {
      done = true; // where it failed, the first answers are slow: no reason to give none
    }
  }

  /// The server listens: the second part may begin.
  void goOn() {
    listening.countDown();
  }

  /// Whether all of it is over.
  boolean isDone() {
    return done;
  }
}
