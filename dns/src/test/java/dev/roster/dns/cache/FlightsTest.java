package dev.roster.dns.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Who wants what is under way waits for it.
class FlightsTest {
  private final Flights<String> flights = new Flights<>();

  @Test
  void othersWaitForTheFirst() throws Exception {
    AtomicInteger landed = new AtomicInteger();
    List<Thread> others = new ArrayList<>();
    try (Flights.Flight<String> first = flights.board("a")) {
      assertThat(first.isFirst()).isTrue();
      for (int i = 0; i < 50; i++) {
        others.add(
            Thread.ofVirtual()
                .start(() -> {
                  try (Flights.Flight<String> other = flights.board("a")) {
                    if (!other.isFirst()) landed.incrementAndGet();
                  }
                }));
      }
      await()
          .until(() -> others.stream().allMatch(each -> each.getState() == Thread.State.WAITING));
      try (Flights.Flight<String> another = flights.board("b")) {
        assertThat(another.isFirst()).isTrue();
      }
      assertThat(landed).hasValue(0);
    }
    for (Thread each : others) each.join();
    assertThat(landed).hasValue(50);
    assertThat(flights.size()).isZero();
    try (Flights.Flight<String> again = flights.board("a")) {
      assertThat(again.isFirst()).isTrue();
    }
  }

  @Test
  void anInterruptedOneDoesNotWait() throws Exception {
    try (Flights.Flight<String> _ = flights.board("a")) {
      Thread other = Thread.ofVirtual().start(() -> flights.board("a").close());
      await().until(() -> other.getState() == Thread.State.WAITING);
      other.interrupt();
      other.join();
    }
    assertThat(flights.size()).isZero();
  }
}
