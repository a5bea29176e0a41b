package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LineQueueTest {
  @Test
  void linesArriveInOrderAndTheRestAtTheEnd() {
    CollectedLines out = new CollectedLines();
    LineQueue queue = new LineQueue(out);
    for (int i = 0; i < 100; i++) queue.line(System.Logger.Level.INFO, "line " + i);
    queue.close();
    assertThat(out.take()).hasSize(100).first().isEqualTo("INFO line 0");
    assertThat(queue.lost()).isZero();
    queue.line(System.Logger.Level.INFO, "too late");
    assertThat(queue.lost()).isEqualTo(1);
  }

  @Test
  void aLogThatHangsLosesLinesAndSaysSo() throws InterruptedException {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch reached = new CountDownLatch(1);
    CollectedLines out = new CollectedLines();
    LineQueue queue =
        new LineQueue((level, text) -> {
          reached.countDown();
          awaitQuietly(hangs);
          out.line(level, text);
        });
    queue.line(System.Logger.Level.INFO, "first");
    reached.await();
    for (int i = 0; i < LineQueue.LINES_MAX + 5; i++) queue.line(System.Logger.Level.INFO, "x");
    assertThat(queue.lost()).isEqualTo(5);
    hangs.countDown();
    queue.close();
    assertThat(out.take())
        .hasSize(LineQueue.LINES_MAX + 2)
        .startsWith("INFO first", "WARNING 5 log lines were lost");
  }

  @Test
  void longLinesAreCut() {
    CollectedLines out = new CollectedLines();
    LineQueue queue = new LineQueue(out);
    queue.line(System.Logger.Level.INFO, "x".repeat(LineQueue.LINE_CHARS_MAX + 1));
    queue.close();
    assertThat(out.take().getFirst()).hasSize("INFO ".length() + LineQueue.LINE_CHARS_MAX);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }
}
