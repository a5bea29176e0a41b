package dev.roster.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
  private long nanos = Long.MAX_VALUE - 100; // the clock wraps around soon
  private final WorkQueue queue = new WorkQueue(() -> nanos, new SplittableRandom(1), 3);

  private static ObjectKey key(String name) {
    return ObjectKey.local(Kind.SERVICE, "default", name);
  }

  @Test
  void aKeyWaitsOnceAndKeysComeInOrder() {
    queue.add(key("b"));
    queue.add(key("a"));
    queue.add(key("b"));
    assertThat(queue.poll()).contains(key("b"));
    assertThat(queue.poll()).contains(key("a"));
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void whatIsAddedDuringTheWorkComesAfterIt() {
    queue.add(key("a"));
    assertThat(queue.poll()).contains(key("a"));
    queue.add(key("a"));
    assertThat(queue.poll()).as("not by two at a time").isEmpty();
    queue.done(key("a"));
    assertThat(queue.poll()).contains(key("a"));
    queue.done(key("a"));
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void aDelayedKeyComesWhenItIsDue() {
    queue.addAfter(key("a"), Duration.ofNanos(1_000));
    queue.addAfter(key("a"), Duration.ofNanos(2_000)); // later than it comes anyway
    queue.addAfter(key("b"), Duration.ofNanos(5_000));
    queue.addAfter(key("b"), Duration.ofNanos(500));
    assertThat(queue.poll()).isEmpty();
    assertThat(queue.untilDue()).contains(Duration.ofNanos(500));
    nanos += 500;
    assertThat(queue.poll()).contains(key("b"));
    nanos += 500;
    assertThat(queue.poll()).contains(key("a"));
    nanos += 10_000;
    assertThat(queue.poll()).isEmpty();
    assertThat(queue.untilDue()).isEmpty();
  }

  @Test
  void theBackOffDoublesUpToABoundAndIsForgotten() {
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 30; i++) waits.add(queue.retry(key("a")));
    Duration full = WorkQueue.BACKOFF_FIRST;
    for (Duration wait : waits) {
      assertThat(wait).isBetween(full.multipliedBy(3).dividedBy(4), full);
      full = full.multipliedBy(2);
      if (full.compareTo(WorkQueue.BACKOFF_MAX) > 0) full = WorkQueue.BACKOFF_MAX;
    }
    queue.forget(key("a"));
    assertThat(queue.retry(key("a"))).isLessThanOrEqualTo(WorkQueue.BACKOFF_FIRST);
  }

  @Test
  void beyondItsBoundItAsksForEverythingOnce() {
    for (String name : List.of("a", "b", "c", "d")) queue.add(key(name));
    assertThat(queue.takeOverflow()).as("not before it is worked off").isFalse();
    for (int i = 0; i < 3; i++) queue.done(queue.poll().orElseThrow());
    assertThat(queue.poll()).isEmpty();
    assertThat(queue.takeOverflow()).isTrue();
    assertThat(queue.takeOverflow()).isFalse();
  }

  @Test
  void closingEndsThoseWhoWait() throws InterruptedException {
    List<Optional<ObjectKey>> taken = new ArrayList<>();
    CountDownLatch begun = new CountDownLatch(1);
    Thread worker =
        Thread.ofVirtual()
            .start(() -> {
              begun.countDown();
              try {
                taken.add(queue.take());
              } catch (InterruptedException never) {
                throw new AssertionError(never);
              }
            });
    begun.await();
    queue.close();
    worker.join();
    assertThat(taken).containsExactly(Optional.empty());
    queue.add(key("a"));
    assertThat(queue.poll()).isEmpty();
  }
}
