package dev.roster.engine.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.Fact;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Revision;
import dev.roster.core.catalog.ServiceKey;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.engine.feed.Mailbox.Notice;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveCatalogTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final AtomicLong nanos = new AtomicLong();
  private final LiveCatalog live =
      new LiveCatalog(7, InstantSource.fixed(Instant.ofEpochSecond(1000)), nanos::get);

  private int failuresExpected;

  @AfterEach
  void nothingFailedAndNobodyIsLeft() {
    assertThat(live.failures()).isEqualTo(failuresExpected);
    assertThat(live.subscribers()).isZero();
  }

  private static ServiceFact service(String name) {
    return new ServiceFact(
        ObjectKey.local(Kind.SERVICE, "prod", name),
        "",
        ServiceFact.Type.HEADLESS,
        List.of(),
        "",
        true,
        List.of(),
        Map.of());
  }

  private static ObjectEvent put(String name, int position) {
    return new ObjectEvent.Put(service(name), Integer.toString(position));
  }

  @Test
  void whatIsLostForLongIsStaleUntilItIsHeard() throws Exception {
    live.accept(List.of(put("db", 1), new ObjectEvent.Synced(ObjectKey.LOCAL, Kind.SERVICE)));
    live.accept(List.of(new ObjectEvent.Lost(ObjectKey.LOCAL, Kind.SERVICE, "refused")));
    assertThat(live.current().isStale()).isFalse(); // its end is far away
    LiveCatalog late =
        new LiveCatalog(7, InstantSource.fixed(Instant.ofEpochSecond(1000)), nanos::get);
    late.accept(List.of(put("db", 1)));
    nanos.addAndGet(Catalog.STALE_AFTER.toNanos());
    try (Mailbox mailbox = late.subscribe()) {
      late.accept(List.of(new ObjectEvent.Lost(ObjectKey.LOCAL, Kind.SERVICE, "refused")));
      long until = System.nanoTime() + DEADLINE.toNanos();
      while (!late.current().isStale() && System.nanoTime() < until) {
        assertThat(mailbox.take(Duration.ofMillis(10))).isEmpty(); // no answer differs
      }
    }
    assertThat(late.current().isStale(ObjectKey.LOCAL, Kind.SERVICE)).isTrue();
    assertThat(late.current().isStale(ObjectKey.LOCAL, Kind.NAMESPACE)).isFalse();
    assertThat(late.age(ObjectKey.LOCAL, Kind.SERVICE)).isEqualTo(Catalog.STALE_AFTER);
    late.accept(List.of(new ObjectEvent.Reached(ObjectKey.LOCAL, Kind.SERVICE, "")));
    assertThat(late.current().isStale()).isFalse();
    assertThat(late.current().position(ObjectKey.LOCAL, Kind.SERVICE)).isEqualTo("1");
  }

  @Test
  void publishesFirstAndTellsAfterwards() throws Exception {
    try (Mailbox mailbox = live.subscribe()) {
      assertThat(mailbox.take(Duration.ZERO)).isEmpty();
      live.accept(List.of(put("db", 1), put("web", 2)));
      assertThat(live.current().revision()).isEqualTo(new Revision(7, 1));
      assertThat(live.current().serial()).isEqualTo(1000);
      Notice.Changed told = (Notice.Changed) mailbox.take(DEADLINE).orElseThrow();
      assertThat(told.services())
          .containsExactly(ServiceKey.local("prod", "db"), ServiceKey.local("prod", "web"));
      assertThat(told.revision()).isEqualTo(live.current().revision());
      live.accept(List.of(put("db", 3)));
      assertThat(live.current().revision().n()).isEqualTo(1);
      assertThat(live.current().position(ObjectKey.LOCAL, Kind.SERVICE)).isEqualTo("3");
      assertThat(mailbox.take(Duration.ZERO)).isEmpty();
    }
  }

  @Test
  void whatChangesLaterInASecondGetsItsSerialWithTheNext() throws Exception {
    AtomicLong seconds = new AtomicLong(1000);
    LiveCatalog cut =
        new LiveCatalog(7, () -> Instant.ofEpochSecond(seconds.get(), 990_000_000), nanos::get);
    cut.accept(List.of(put("db", 1)));
    cut.accept(List.of(put("web", 2)));
    Catalog waiting = cut.current();
    assertThat(waiting.serial()).isEqualTo(1000);
    assertThat(waiting.isSettled()).isFalse();
    try (Mailbox mailbox = cut.subscribe()) {
      seconds.set(1001);
      Notice.Changed told = (Notice.Changed) mailbox.take(DEADLINE).orElseThrow();
      assertThat(told.services()).isEmpty();
      assertThat(told.revision()).isEqualTo(waiting.revision().next());
    }
    assertThat(cut.current().serial()).isEqualTo(1001);
    assertThat(cut.current().isSettled()).isTrue();
    assertThat(cut.failures()).isZero();
  }

  @Test
  void aSlowReaderGetsEachServiceOnceAndThenAResync() throws Exception {
    try (Mailbox mailbox = live.subscribe()) {
      ObjectKey db = service("db").key();
      for (int i = 0; i < 100; i++) {
        live.accept(List.of(i % 2 == 0 ? put("db", i) : new ObjectEvent.Delete(db, "" + i)));
      }
      Notice.Changed once = (Notice.Changed) mailbox.take(DEADLINE).orElseThrow();
      assertThat(once.services()).containsExactly(ServiceKey.local("prod", "db"));
      assertThat(once.revision().n()).isEqualTo(100);
      List<ObjectEvent> many = new ArrayList<>();
      for (int i = 0; i <= Mailbox.SERVICES_MAX; i++) many.add(put("s" + i, i));
      live.accept(many);
      assertThat(mailbox.take(DEADLINE)).contains(new Notice.Resync(live.current().revision()));
      live.accept(List.of(put("after", 1)));
      assertThat(mailbox.take(DEADLINE).orElseThrow()).isInstanceOf(Notice.Changed.class);
    }
  }

  @Test
  void aLostFeedKeepsTheCatalogAndAges() {
    live.accept(List.of(put("db", 1), new ObjectEvent.Synced(ObjectKey.LOCAL, Kind.SERVICE)));
    Catalog before = live.current();
    nanos.set(TimeUnit.SECONDS.toNanos(5));
    assertThat(live.age(ObjectKey.LOCAL, Kind.SERVICE)).isZero();
    live.accept(List.of(new ObjectEvent.Lost(ObjectKey.LOCAL, Kind.SERVICE, "connection reset")));
    nanos.set(TimeUnit.SECONDS.toNanos(9));
    assertThat(live.current()).isSameAs(before);
    assertThat(live.age(ObjectKey.LOCAL, Kind.SERVICE)).hasSeconds(9);
    assertThat(live.feeds().values())
        .singleElement()
        .satisfies(health -> assertThat(health.lost()).contains("connection reset"));
    List<Fact> all = List.of(service("db"));
    live.accept(List.of(new ObjectEvent.Replace(ObjectKey.LOCAL, Kind.SERVICE, all, "9")));
    assertThat(live.age(ObjectKey.LOCAL, Kind.SERVICE)).isZero();
    assertThat(live.current().revision()).isEqualTo(before.revision());
  }

  @Test
  void waitsForAPosition() throws Exception {
    assertThat(live.awaitCovers(ObjectKey.LOCAL, Kind.SERVICE, "10", Duration.ZERO)).isFalse();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> covered =
          threads.submit(() -> live.awaitCovers(ObjectKey.LOCAL, Kind.SERVICE, "10", DEADLINE));
      live.accept(List.of(put("db", 9)));
      live.accept(List.of(put("db", 10)));
      assertThat(covered.get()).isTrue();
    }
  }

  @Test
  void manyWritersAreAppliedOneAfterTheOther() throws Exception {
    int writers = 8;
    int each = 50;
    int all = writers * each + 1;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Mailbox mailbox = live.subscribe()) {
      List<Future<?>> running = new ArrayList<>();
      for (int w = 0; w < writers; w++) {
        int writer = w;
        running.add(
            threads.submit(() -> {
              for (int i = 0; i < each; i++) {
                live.accept(List.of(put("s" + writer + "-" + i, i)));
              }
            }));
      }
      for (Future<?> writer : running) writer.get();
      // The last one to be added runs on a thread that is at it: one more task comes after it.
      live.accept(List.of(put("last", 1)));
      long revision = 0;
      Set<ServiceKey> told = new TreeSet<>();
      while (told.size() < all) { // once each, however few edits it took
        Notice notice = mailbox.take(DEADLINE).orElseThrow();
        long next =
            switch (notice) {
              case Notice.Changed(SortedSet<ServiceKey> services, Revision at) -> {
                told.addAll(services);
                yield at.n();
              }
              case Notice.Resync(Revision at) -> at.n();
            };
        assertThat(next).isGreaterThan(revision);
        revision = next;
      }
      assertThat(live.current().size().services()).isEqualTo(all);
      assertThat(live.current().revision().n()).isEqualTo(revision).isLessThanOrEqualTo(all);
    }
  }

  @Test
  void whatComesWithAFailingBatchIsAppliedWithoutIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread holding =
        Thread.ofPlatform()
            .start(() ->
                live.acceptParts(_ -> {
                  begun.countDown();
                  try {
                    return !goOn.await(1, TimeUnit.DAYS);
                  } catch (InterruptedException nobodyDoes) {
                    throw new AssertionError(nobodyDoes);
                  }
                }));
    begun.await();
    live.accept(List.of(put("db", 1)));
    ServiceKey db = ServiceKey.local("prod", "db");
    live.accept(List.of(new ObjectEvent.Only(ObjectKey.LOCAL, Kind.SERVICE, new Throwing())));
    live.accept(List.of(put("web", 2)));
    assertThat(live.current().roster(db)).isEmpty();
    goOn.countDown();
    holding.join();
    assertThat(live.current().roster(db)).isPresent();
    assertThat(live.current().roster(ServiceKey.local("prod", "web"))).isPresent();
    assertThat(live.failures()).isEqualTo(1);
    failuresExpected = 1;
  }

  private static final class Throwing extends AbstractSet<ObjectKey> {
    @Override
    public boolean contains(Object key) {
      throw new IllegalStateException("a bug, on purpose");
    }

    @Override
    public Iterator<ObjectKey> iterator() {
      throw new IllegalStateException("a bug, on purpose");
    }

    @Override
    public int size() {
      return 1;
    }
  }

  @Test
  void aFailingTaskIsCountedAndTheNextOneRuns() {
    SerialLoop loop = new SerialLoop();
    List<Integer> ran = new ArrayList<>();
    loop.execute(() -> {
      throw new IllegalStateException("a bug, on purpose");
    });
    loop.execute(() -> ran.add(1));
    assertThat(loop.failures()).isEqualTo(1);
    assertThat(ran).containsExactly(1);
  }

  @Test
  void whatTheHeapHasNoRoomForIsToldAndNotApplied() throws Exception {
    live.accept(List.of(put("db", 1)));
    assertThatThrownBy(() ->
            live.acceptParts(each -> {
              each.accept(List.of(put("web", 2)));
              throw new OutOfMemoryError("a test's");
            }))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(live.current().position(ObjectKey.LOCAL, Kind.SERVICE)).isEqualTo("1");
    live.accept(List.of(put("web", 3)));
    assertThat(live.current().position(ObjectKey.LOCAL, Kind.SERVICE)).isEqualTo("3");
  }

  @Test
  void aTaskWithoutMemoryEndsNoLoop() {
    SerialLoop loop = new SerialLoop();
    loop.execute(() -> {
      throw new OutOfMemoryError("a test's");
    });
    AtomicLong ran = new AtomicLong();
    loop.execute(ran::incrementAndGet);
    assertThat(ran).hasValue(1);
    assertThat(loop.failures()).isEqualTo(1);
  }

  @Test
  void positionsCompareAsNumbers() {
    assertThat(Positions.covers("10", "9")).isTrue();
    assertThat(Positions.covers("9", "10")).isFalse();
    assertThat(Positions.covers("010", "10")).isTrue();
    assertThat(Positions.covers("", "1")).isFalse();
    assertThat(Positions.covers("", "")).isTrue();
    assertThat(Positions.covers("x", "x")).isTrue();
    assertThat(Positions.covers("x", "y")).isFalse();
    assertThat(Positions.covers("123456789012345678901", "99999999999999999999")).isTrue();
  }

  @Test
  void subscribersAreBounded() {
    List<Mailbox> all = new ArrayList<>();
    for (int i = 0; i < LiveCatalog.MAILBOXES_MAX; i++) all.add(live.subscribe());
    assertThatThrownBy(live::subscribe).isInstanceOf(IllegalStateException.class);
    for (int i = all.size() - 1; i >= 0; i--) all.get(i).close();
  }
}
