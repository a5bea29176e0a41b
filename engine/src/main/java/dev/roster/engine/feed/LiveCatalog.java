package dev.roster.engine.feed;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.CatalogEdit;
import dev.roster.core.catalog.CatalogParts;
import dev.roster.core.objects.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// The published catalog: one writer, any number of readers that each read it once.
///
/// The writer publishes first and tells afterwards: who hears of a revision finds it in [#current].
/// What changes after a second has had its cut gets its serial with the next second.
///
/// A feed that is lost keeps the last catalog; its age says since when.
public final class LiveCatalog implements ObjectSink {
  /// Subscribers, at most.
  public static final int MAILBOXES_MAX = 10_000;

  /// Events that one edit applies of what came while another ran, at most; more where they came
  /// together.
  public static final int EVENTS_TOGETHER_MAX = 4096;

  private final SerialLoop loop = new SerialLoop();
  private final Queue<List<ObjectEvent>> arrived = new ConcurrentLinkedQueue<>();
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private volatile Catalog current; // written only inside loop
  private boolean aging; // whether a thread waits for feeds to become stale; only inside loop
  private boolean settling; // whether a thread waits for the next second; only inside loop
  private final CopyOnWriteArrayList<Mailbox> mailboxes = new CopyOnWriteArrayList<>();
  private final ConcurrentSkipListMap<Feed, Health> feeds = new ConcurrentSkipListMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition published = lock.newCondition();
  private final Condition never = lock.newCondition(); // nobody signals it

  /// One kind of one origin.
  public record Feed(String origin, Kind kind) implements Comparable<Feed> {
    @Override
    public int compareTo(Feed other) {
      int order = origin.compareTo(other.origin);
      return order != 0 ? order : kind.compareTo(other.kind);
    }
  }

  /// How a feed is.
  ///
  /// @param heardNanos when it said something last, by the injected nano time
  /// @param lost why it can't be heard now; empty while it can
  public record Health(long heardNanos, Optional<String> lost) {}

  /// A catalog that knows nothing yet.
  ///
  /// @param incarnation new at each start of the process
  public LiveCatalog(long incarnation, InstantSource clock, LongSupplier nanoTime) {
    this.current = Catalog.empty(incarnation);
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /// The catalog now: one volatile read.
  public Catalog current() {
    return current;
  }

  /// As [ObjectSink#accept]; what comes while an edit runs is applied by the next one, together: a
  /// burst costs one publication, not one for each event.
  @Override
  public void accept(List<ObjectEvent> events) {
    arrived.add(List.copyOf(events));
    loop.execute(this::applyArrived);
  }

  private void applyArrived() {
    List<List<ObjectEvent>> batches = new ArrayList<>(1);
    List<ObjectEvent> together = new ArrayList<>();
    List<ObjectEvent> next = arrived.peek();
    while (next != null
        && (batches.isEmpty() || together.size() + next.size() <= EVENTS_TOGETHER_MAX)) {
      batches.add(next);
      together.addAll(next);
      arrived.remove();
      next = arrived.peek();
    }
    if (batches.isEmpty()) return; // an edit before has taken them along
    try {
      apply(together);
    } catch (RuntimeException | Error failed) {
      if (batches.size() == 1) throw failed;
      for (List<ObjectEvent> each : batches) loop.attempt(() -> apply(each)); // one is at fault
    }
  }

  @Override
  public boolean acceptParts(Parts parts) {
    AtomicBoolean applied = new AtomicBoolean();
    AtomicReference<OutOfMemoryError> noRoom = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(() -> {
      try {
        applied.set(apply(parts));
      } catch (OutOfMemoryError full) {
        noRoom.set(full);
      } finally {
        done.countDown();
      }
    });
    boolean interrupted = false;
    while (true) {
      try {
        done.await(); // at once, but where another thread is at the loop
        break;
      } catch (InterruptedException asked) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
    if (noRoom.get() != null) throw noRoom.get();
    return applied.get();
  }

  private boolean apply(Parts parts) {
    CatalogParts edit = new CatalogParts(current);
    if (!parts.tell(part -> edit.add(steps(part)))) return false;
    publish(edit.change(clock.instant().getEpochSecond()));
    return true;
  }

  private void apply(List<ObjectEvent> events) {
    publish(current.edit(steps(events), clock.instant().getEpochSecond()));
  }

  private List<CatalogEdit> steps(List<ObjectEvent> events) {
    long now = nanoTime.getAsLong();
    List<CatalogEdit> steps = new ArrayList<>();
    for (ObjectEvent event : events) {
      switch (event) {
        case ObjectEvent.Put(var fact, String position) -> {
          steps.add(new CatalogEdit.Put(fact));
          heard(fact.key().origin(), fact.kind(), position, now, steps);
        }
        case ObjectEvent.Delete(var key, String position) -> {
          steps.add(new CatalogEdit.Delete(key));
          heard(key.origin(), key.kind(), position, now, steps);
        }
        case ObjectEvent.Replace(String origin, Kind kind, var all, String position) -> {
          steps.add(new CatalogEdit.Replace(origin, kind, all));
          heard(origin, kind, position, now, steps);
        }
        case ObjectEvent.Listing(String origin, Kind kind) ->
            steps.add(new CatalogEdit.Opening(origin, kind));
        case ObjectEvent.Reached(String origin, Kind kind, String position) ->
            heard(origin, kind, position, now, steps);
        case ObjectEvent.Only(String origin, Kind kind, var all) ->
            steps.add(new CatalogEdit.Only(origin, kind, all));
        case ObjectEvent.Synced(String origin, Kind kind) -> {
          steps.add(new CatalogEdit.Synced(origin, kind));
          heard(origin, kind, "", now, steps);
        }
        case ObjectEvent.Lost(String origin, Kind kind, String reason) -> {
          feeds.compute(
              new Feed(origin, kind),
              (_, old) -> new Health(old == null ? now : old.heardNanos(), Optional.of(reason)));
          ageSoon();
        }
      }
    }
    return steps;
  }

  /// Cuts what waits, once the next second has begun. The thread ends with that second.
  private void settleSoon() {
    if (settling || current.isSettled()) return;
    settling = true;
    long millis = 1000 - Math.floorMod(clock.millis(), 1000L);
    Thread.ofVirtual()
        .name("catalog-serial")
        .start(() -> {
          awaitNanos(Duration.ofMillis(millis).toNanos());
          loop.execute(this::settle);
        });
  }

  private void settle() {
    settling = false;
    Catalog settled = current.settled(clock.instant().getEpochSecond());
    publish(new Catalog.Change(settled, List.of(), true));
    settleSoon();
  }

  /// Marks what is lost for too long, once it is. The thread ends when nothing is lost, or all is
  /// marked.
  private void ageSoon() {
    if (aging) return;
    long now = nanoTime.getAsLong();
    long next = Long.MAX_VALUE;
    for (Map.Entry<Feed, Health> each : feeds.entrySet()) {
      if (each.getValue().lost().isEmpty() || isStale(each.getKey())) continue;
      next = Math.min(next, each.getValue().heardNanos() + Catalog.STALE_AFTER.toNanos() - now);
    }
    if (next == Long.MAX_VALUE) return;
    aging = true;
    long left = next;
    Thread.ofVirtual()
        .name("catalog-age")
        .start(() -> {
          awaitNanos(Math.max(left, 0));
          loop.execute(this::age);
        });
  }

  private void age() {
    aging = false;
    long now = nanoTime.getAsLong();
    List<CatalogEdit> steps = new ArrayList<>();
    for (Map.Entry<Feed, Health> each : feeds.entrySet()) {
      Feed feed = each.getKey();
      boolean late = now - each.getValue().heardNanos() >= Catalog.STALE_AFTER.toNanos();
      if (each.getValue().lost().isEmpty() || !late || isStale(feed)) continue;
      steps.add(new CatalogEdit.Stale(feed.origin(), feed.kind(), true));
    }
    if (!steps.isEmpty()) publish(current.edit(steps, clock.instant().getEpochSecond()));
    ageSoon();
  }

  private boolean isStale(Feed feed) {
    return current.isStale(feed.origin(), feed.kind());
  }

  private void awaitNanos(long nanos) {
    lock.lock();
    try {
      long left = nanos;
      while (left > 0) left = never.awaitNanos(left);
    } catch (InterruptedException nobodyDoes) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void heard(String origin, Kind kind, String position, long now, List<CatalogEdit> steps) {
    feeds.put(new Feed(origin, kind), new Health(now, Optional.empty()));
    if (current.isStale(origin, kind)) steps.add(new CatalogEdit.Stale(origin, kind, false));
    if (!position.isEmpty()) steps.add(new CatalogEdit.Reached(origin, kind, position));
  }

  private void publish(Catalog.Change change) {
    if (change.next() == current) return;
    current = change.next(); // visible before anyone is told
    settleSoon();
    lock.lock();
    try {
      published.signalAll();
    } finally {
      lock.unlock();
    }
    if (!change.visible() && change.changed().isEmpty()) return;
    for (Mailbox mailbox : mailboxes) mailbox.offer(change.changed(), change.next().revision());
  }

  /// Subscribes to changes from now on. Read [#current] after this: nothing is missed.
  ///
  /// @throws IllegalStateException if there are [#MAILBOXES_MAX] already
  public Mailbox subscribe() {
    if (mailboxes.size() >= MAILBOXES_MAX) {
      throw new IllegalStateException("more than " + MAILBOXES_MAX + " subscribers");
    }
    Mailbox mailbox = new Mailbox(this, current.revision());
    mailboxes.add(mailbox);
    return mailbox;
  }

  void unsubscribe(Mailbox mailbox) {
    mailboxes.remove(mailbox);
  }

  /// How many are subscribed.
  public int subscribers() {
    return mailboxes.size();
  }

  /// How each feed that was ever heard of is, in order.
  public Map<Feed, Health> feeds() {
    return new TreeMap<>(feeds);
  }

  /// How long ago a feed that is lost was heard; zero while it is not lost: silence of a feed that
  /// can be heard means that nothing changed.
  public Duration age(String origin, Kind kind) {
    Health health = feeds.get(new Feed(origin, kind));
    if (health == null || health.lost().isEmpty()) return Duration.ZERO;
    return Duration.ofNanos(nanoTime.getAsLong() - health.heardNanos());
  }

  /// Publications that failed by a bug; the catalog stayed as it was.
  public long failures() {
    return loop.failures();
  }

  /// Waits until the published catalog covers a resourceVersion of a kind.
  ///
  /// @return whether it does; false if `atMost` passed first
  public boolean awaitCovers(String origin, Kind kind, String position, Duration atMost)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (!Positions.covers(current.position(origin, kind), position)) {
        if (left <= 0) return false;
        left = published.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
