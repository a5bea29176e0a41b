package dev.roster.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HandOverTest {
  @Test
  void givesAllInOrderAndWhetherItIsWhole() {
    for (boolean whole : new boolean[] {true, false}) {
      List<Integer> taken = new ArrayList<>();
      try (HandOver<Integer> all = HandOver.start("test", 2, each -> told(each, 1_000, whole))) {
        assertThat(all.forEach(taken::add)).isEqualTo(whole);
      }
      assertThat(taken).hasSize(1_000).isSorted();
    }
  }

  private static boolean told(Consumer<Integer> each, int count, boolean whole) {
    for (int i = 0; i < count; i++) each.accept(i);
    return whole;
  }

  @Test
  void whoIsAheadWaits() {
    AtomicInteger made = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    AtomicInteger ahead = new AtomicInteger();
    try (HandOver<Integer> all =
        HandOver.start(
            "test",
            2,
            each -> {
              for (int i = 0; i < 1_000; i++) {
                ahead.accumulateAndGet(made.incrementAndGet() - taken.get(), Math::max);
                each.accept(i);
              }
              return true;
            })) {
      assertThat(all.forEach(_ -> taken.incrementAndGet())).isTrue();
    }
    assertThat(ahead.get()).isLessThanOrEqualTo(4); // two wait, one is made, one is taken
  }

  @Test
  void whatTheMakerFailsByTheTakerFailsBy() {
    try (HandOver<Integer> all =
        HandOver.start(
            "test",
            2,
            each -> {
              each.accept(1);
              throw new OutOfMemoryError("a test's");
            })) {
      assertThatThrownBy(() -> all.forEach(_ -> {})).isInstanceOf(OutOfMemoryError.class);
    }
  }

  @Test
  void aTakerThatFailsEndsTheMaker() {
    AtomicReference<Throwable> ended = new AtomicReference<>();
    assertThatThrownBy(
            () -> {
              try (HandOver<Integer> all =
                  HandOver.start(
                      "test",
                      2,
                      each -> {
                        try {
                          while (true) each.accept(1);
                        } catch (CancellationException closed) {
                          ended.set(closed);
                          throw closed;
                        }
                      })) {
                all.forEach(_ -> {
                  throw new IllegalStateException("a test's");
                });
              }
            })
        .hasMessage("a test's");
    assertThat(ended.get()).isNotNull();
  }

  @Test
  void anInterruptedTakerGivesUp() {
    CountDownLatch never = new CountDownLatch(1);
    try (HandOver<Integer> all =
        HandOver.start(
            "test",
            2,
            _ -> {
              try {
                never.await();
              } catch (InterruptedException closed) {
                return false;
              }
              return true;
            })) {
      Thread.currentThread().interrupt();
      assertThat(all.forEach(_ -> {})).isFalse();
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
