package dev.roster.dns.server;

import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Site;
import java.util.concurrent.Semaphore;

/// Answerers for tests.
final class Answerers {
  private Answerers() {}

  /// One that serves nothing.
  static Answerer none(DnsRuntime runtime) {
    return new Answerer(
        new Responder(1, 2, runtime.nanoTime(), runtime.metrics().worker()),
        () -> new Served(Site.NONE, ListenOptions.DEFAULT),
        runtime,
        new WaitingRoom(new Semaphore(1), runtime.metrics(), runtime.nanoTime()));
  }
}
