package dev.roster.kubernetes.watch;

import dev.roster.core.objects.Kind;
import dev.roster.engine.feed.ObjectSink;
import dev.roster.engine.feed.ObjectSource;
import dev.roster.kubernetes.http.ApiClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// A real cluster as an origin of objects: one follower for each kind, each on a virtual thread of
/// its own. When it is interrupted all of them end before it does.
///
/// What is followed can grow while it runs, and never gets less: a kind that is no longer needed
/// costs its watch until the process ends.
public final class ClusterSource implements ObjectSource {
  /// Objects of one page: few enough for the server to hold beside those of others, and each page
  /// costs a connection.
  public static final int PAGE_OBJECTS_MAX = 2_000;

  private static final System.Logger LOG = System.getLogger(ClusterSource.class.getName());

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final Map<Kind, WatchedKind> wanted = new LinkedHashMap<>(); // guarded by lock
  private final ApiClient client;
  private final WatchCounts counts;
  private final LongSupplier nanoTime;
  private final int pageObjects;
  private final RandomGenerator random;
  private final Semaphore never = new Semaphore(0);
  private volatile String origin = "";
  private volatile Optional<String> trouble = Optional.of("it was not asked yet");

  /// With pages of [#PAGE_OBJECTS_MAX].
  public ClusterSource(
      List<WatchedKind> kinds,
      ApiClient client,
      WatchCounts counts,
      LongSupplier nanoTime,
      RandomGenerator random) {
    this(kinds, client, counts, nanoTime, random, PAGE_OBJECTS_MAX);
  }

  /// @param kinds what to follow from the beginning
  /// @param random for jitter
  /// @param pageObjects objects of one page, 1 to [#PAGE_OBJECTS_MAX]
  public ClusterSource(
      List<WatchedKind> kinds,
      ApiClient client,
      WatchCounts counts,
      LongSupplier nanoTime,
      RandomGenerator random,
      int pageObjects) {
    this.pageObjects = pageObjects;
    for (WatchedKind kind : kinds) wanted.put(kind.kind(), kind);
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

  /// The origin of its objects; "" until the cluster was asked who it is.
  public String origin() {
    return origin;
  }

  /// Follows these kinds too, from now on; of a kind that is followed nothing changes.
  public void follow(List<WatchedKind> kinds) {
    lock.lock();
    try {
      for (WatchedKind kind : kinds) wanted.putIfAbsent(kind.kind(), kind);
      grown.signal();
    } finally {
      lock.unlock();
    }
  }

  /// The kinds that are followed, or are going to be.
  public Set<Kind> kinds() {
    lock.lock();
    try {
      return Set.copyOf(wanted.keySet());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run(ObjectSink sink) throws InterruptedException {
    origin = asked();
    Streaming streaming = new Streaming();
    List<ReflectorLoop> loops = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    try {
      while (true) {
        WatchedKind kind = next(loops.size());
        ReflectorLoop loop = loop(origin, kind, streaming, sink);
        loops.add(loop);
        threads.add(started(loop, kind));
      }
    } finally {
      for (int i = 0; i < threads.size(); i++) {
        threads.get(i).interrupt();
        loops.get(i).close();
      }
      for (Thread thread : threads) join(thread);
    }
  }

  /// Waits until more kinds are wanted than these.
  private WatchedKind next(int followed) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (wanted.size() <= followed) grown.await();
      return List.copyOf(wanted.values()).get(followed);
    } finally {
      lock.unlock();
    }
  }

  private static Thread started(ReflectorLoop loop, WatchedKind kind) {
    return Thread.ofVirtual()
        .name("watch-" + kind.kind())
        .start(() -> {
          try {
            loop.run();
          } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private ReflectorLoop loop(
      String origin, WatchedKind kind, Streaming streaming, ObjectSink sink) {
    Pace pace = new Pace(random);
    Telling telling = new Telling(origin, kind.kind(), new HeldVersions(random), counts);
    Reflector reflector = new Reflector(kind, telling, streaming, pace, counts, pageObjects);
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
  private String asked() throws InterruptedException {
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
          if (trouble.isEmpty() || !trouble.get().equals(why)) {
            LOG.log(System.Logger.Level.WARNING, "the API server can''t be asked: {0}", why);
          }
          trouble = Optional.of(why);
          counts.request("LIST", code);
          counts.fault(Kind.NAMESPACE, code == 0 ? Fault.UNREACHABLE : Fault.REFUSED);
          if (failures > 1) {
            never.tryAcquire(
                pace.wait(failures, code == 0 ? Pace.AWAY_WAIT_NANOS_MAX : Pace.WAIT_NANOS_MAX),
                TimeUnit.NANOSECONDS);
          }
        }
      }
    }
  }
}
