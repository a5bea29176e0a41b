package dev.roster.check.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.dns.metrics.Counters.Event;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Fuzzed packets through whole responders: no crash, no hang, no growth, and nothing answered that
/// must be dropped. The seed is printed; `-Dfuzz.seed=N` repeats a run.
class ManyPacketsTest {
  private static final int WORKERS = 2;

  /// A worker without progress for so long hangs.
  private static final int HANG_MILLIS = 120_000;

  @TempDir Path folder;

  @Test
  void tenThousandsOfPackets() throws Exception {
    TestSite site = new TestSite(folder);
    List<Attack> attacks = attacks(site, Long.getLong("fuzz.seed", 1));
    run(attacks, 60_000);
    assertThat(site.metrics.total(Event.PANIC)).isZero();
  }

  @Test
  @Tag("slow")
  void tenMillionPackets() throws Exception {
    TestSite site = new TestSite(folder);
    List<Attack> attacks = attacks(site, Long.getLong("fuzz.seed", System.nanoTime()));
    long begin = System.nanoTime();
    run(attacks, 2_000_000);
    long early = heapBytes();
    System.out.println("heap after 2 million packets: " + early + " bytes");
    run(attacks, 8_000_000);
    long late = heapBytes();
    System.out.printf(
        "heap after 10 million packets: %d bytes; %d s, %d replies%n",
        late,
        (System.nanoTime() - begin) / 1_000_000_000L,
        attacks.stream().mapToLong(Attack::replies).sum());
    assertThat(late).as("bytes of heap, of %d before", early).isLessThan(early + early / 20);
    assertThat(site.metrics.total(Event.PANIC)).isZero();
  }

  private static List<Attack> attacks(TestSite site, long seed) {
    System.out.println("ManyPacketsTest seed " + seed);
    List<Attack> attacks = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) attacks.add(new Attack(site, seed + i));
    return attacks;
  }

  /// Sends so many packets, all workers together.
  private static void run(List<Attack> attacks, long count) throws InterruptedException {
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (Attack attack : attacks) {
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  attack.run(count / attacks.size());
                } catch (RuntimeException | Error thrown) {
                  failures.add(thrown);
                }
              }));
    }
    for (int i = 0; i < threads.size(); i++) watch(threads.get(i), attacks.get(i));
    for (Throwable failure : failures) throw new AssertionError(failure);
  }

  private static void watch(Thread thread, Attack attack) throws InterruptedException {
    while (true) {
      long before = attack.done;
      thread.join(HANG_MILLIS);
      if (!thread.isAlive()) return;
      if (attack.done > before) continue;
      AssertionError hang = new AssertionError("hangs at " + attack.packet());
      hang.setStackTrace(thread.getStackTrace());
      throw hang;
    }
  }

  private static long heapBytes() {
    for (int i = 0; i < 3; i++) System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
