package dev.roster.kubernetes.watch;

import dev.roster.core.objects.Kind;
import dev.roster.engine.feed.ObjectSink;
import dev.roster.engine.feed.ObjectSource;
import dev.roster.kubernetes.http.ApiClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// A real cluster as an origin of objects: one follower for each kind, each on a virtual thread of
/// its own. When it is interrupted all of them end before it does.
public final class ClusterSource implements ObjectSource {
  /// The kinds that names need in every cluster, and ServiceImports where the API has them.
  public static final List<WatchedKind> KINDS =
      List.of(
          WatchedKind.all(Kind.NAMESPACE),
          WatchedKind.all(Kind.SERVICE),
          WatchedKind.all(Kind.ENDPOINT_SLICE),
          WatchedKind.imports());

  private final List<WatchedKind> kinds;
  private final ApiClient client;
  private final WatchCounts counts;
  private final LongSupplier nanoTime;
  private final Random random;
  private final Semaphore never = new Semaphore(0);
  private volatile Optional<String> trouble = Optional.of("it was not asked yet");

  /// @param kinds what to follow
  /// @param random for jitter
  public ClusterSource(
      List<WatchedKind> kinds,
      ApiClient client,
      WatchCounts counts,
      LongSupplier nanoTime,
      Random random) {
    this.kinds = List.copyOf(kinds);
    this.client = client;
    this.counts = counts;
    this.nanoTime = nanoTime;
    this.random = random;
  }

  /// Why nothing can be said of any kind yet: the cluster could not be asked who it is. Empty as
  /// soon as it could; what becomes of each kind is then told to the sink.
  public Optional<String> trouble() {
    return trouble;
  }

  @Override
  public void run(ObjectSink sink) throws InterruptedException {
    String origin = origin();
    Streaming streaming = new Streaming();
    List<ReflectorLoop> loops = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (WatchedKind kind : kinds) {
      ReflectorLoop loop = loop(origin, kind, streaming, sink);
      loops.add(loop);
      threads.add(
          Thread.ofVirtual()
              .name("watch-" + kind.kind())
              .start(() -> {
                try {
                  loop.run();
                } catch (InterruptedException asked) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    try {
      never.acquire();
    } finally {
      for (int i = 0; i < loops.size(); i++) {
        threads.get(i).interrupt();
        loops.get(i).close();
      }
      for (Thread thread : threads) join(thread);
    }
  }

  private ReflectorLoop loop(
      String origin, WatchedKind kind, Streaming streaming, ObjectSink sink) {
    Pace pace = new Pace(random);
    Telling telling = new Telling(origin, kind.kind(), new HeldVersions(random), counts);
    Reflector reflector = new Reflector(kind, telling, streaming, pace, counts);
    return new ReflectorLoop(origin, kind, reflector, client, sink, counts, nanoTime);
  }

  /// Waits for a thread that was told to end, whatever asks this one to.
  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }

  /// The cluster's identity, asked until it is known.
  private String origin() throws InterruptedException {
    Pace pace = new Pace(random);
    for (int failures = 1; ; failures++) {
      ClusterOrigin.Answer answer = ClusterOrigin.ask(client);
      switch (answer) {
        case ClusterOrigin.Answer.Known(String uid) -> {
          counts.request("LIST", 200);
          trouble = Optional.empty();
          return uid;
        }
        case ClusterOrigin.Answer.Failed(int code, String why) -> {
          trouble = Optional.of(why);
          counts.request("LIST", code);
          counts.fault(Kind.NAMESPACE, code == 0 ? Fault.UNREACHABLE : Fault.REFUSED);
          if (failures > 1) {
            never.tryAcquire(pace.wait(failures, Pace.WAIT_NANOS_MAX), TimeUnit.NANOSECONDS);
          }
        }
      }
    }
  }
}
