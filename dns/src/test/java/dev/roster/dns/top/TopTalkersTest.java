package dev.roster.dns.top;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Tree;
import dev.roster.dns.http.HttpPage;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.metrics.MetricFamily;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.top.TopReport.Count;
import dev.roster.engine.objects.JsonReader;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TopTalkersTest {
  private static final String THERE = "db.default.svc.cluster.local";
  private static final String ABSENT = "nope.default.svc.cluster.local";
  private static final String SEARCHED = "api.example.com.default.svc.cluster.local";

  private final Talk talk = new Talk();

  private static Count exactly(long count) {
    return new Count(count, count);
  }

  /// By the pipeline, by a plan, by a shortcut; over every transport; of both families.
  @Test
  void everyAnswerIsCountedHoweverItIsMade() {
    Responder worker = talk.worker();
    for (Transport how : Transport.values()) {
      for (int i = 0; i < 5; i++) {
        for (String client : List.of("10.0.0.7", "::ffff:10.0.0.7", "2001:db8::7")) {
          for (String name : List.of(THERE, ABSENT, SEARCHED)) {
            talk.ask(worker, how, client, Talk.query(name));
          }
        }
      }
    }
    long each = 5L * Transport.values().length;
    assertThat(talk.metrics.total(Event.PLAN_HIT)).isPositive();
    TopReport report = talk.report();
    assertThat(report.questions()).isEqualTo(9 * each);
    assertThat(report.nxdomain()).isEqualTo(6 * each);
    assertThat(report.wasted()).isEqualTo(3 * each).isEqualTo(talk.talkers.wasted());
    assertThat(report.clients())
        .containsExactly(
            new TopReport.Asking(IpAddress.of("10.0.0.7"), exactly(6 * each)),
            new TopReport.Asking(IpAddress.of("2001:db8::7"), exactly(3 * each)));
    assertThat(report.names())
        .containsExactlyInAnyOrder(
            new TopReport.Missing(Name.of(ABSENT), exactly(3 * each)),
            new TopReport.Missing(Name.of(SEARCHED), exactly(3 * each)));
    TopReport.Wasting first = report.wasters().getFirst();
    assertThat(first.client()).isEqualTo(IpAddress.of("10.0.0.7"));
    assertThat(first.wasted()).isEqualTo(exactly(2 * each));
    assertThat(first.questions()).isEqualTo(exactly(6 * each));
  }

  @Test
  void workersAreAddedUp() {
    List<Responder> workers = List.of(talk.worker(), talk.worker(), talk.worker());
    for (int i = 0; i < 30; i++) talk.ask(workers.get(i % 3), "10.0.0." + i % 5, THERE);
    assertThat(talk.report().clients())
        .hasSize(5)
        .allSatisfy(row -> assertThat(row.questions()).isEqualTo(exactly(6)));
  }

  @Test
  void theMinuteBeforeCountsAndNoOther() {
    Responder worker = talk.worker();
    Responder idle = talk.worker();
    talk.ask(worker, "10.0.0.1", SEARCHED);
    talk.ask(idle, "10.0.0.2", SEARCHED);
    assertThat(talk.report().clients()).hasSize(2);
    talk.now.addAndGet(Talk.MINUTE);
    talk.ask(worker, "10.0.0.3", SEARCHED);
    assertThat(talk.report().clients()).hasSize(3);
    talk.now.addAndGet(Talk.MINUTE);
    TopReport report = talk.report();
    assertThat(report.clients())
        .containsExactly(new TopReport.Asking(IpAddress.of("10.0.0.3"), exactly(1)));
    assertThat(report.questions()).isOne();
    talk.now.addAndGet(Talk.MINUTE);
    assertThat(talk.report().questions()).isZero();
    assertThat(talk.report().names()).isEmpty();
    // The total is of all time.
    assertThat(talk.talkers.wasted()).isEqualTo(3);
  }

  @Test
  void itSaysOverHowLongItCounted() {
    assertThat(talk.report().over()).isZero();
    talk.now.addAndGet(Talk.MINUTE / 4);
    assertThat(talk.report().over()).isEqualTo(Duration.ofSeconds(15));
    talk.now.addAndGet(Talk.MINUTE);
    assertThat(talk.report().over()).isEqualTo(Duration.ofSeconds(75));
    talk.now.addAndGet(10 * Talk.MINUTE);
    assertThat(talk.report().over()).isEqualTo(Duration.ofSeconds(75));
  }

  /// What comes faster than all is looked at is estimated, without a bias: from clients that ask in
  /// turn as well.
  @Test
  void manyAreEstimated() {
    Responder worker = talk.worker();
    byte[] query = Talk.query(SEARCHED);
    byte[] there = Talk.query(THERE);
    int asked = 2_000_000;
    byte[][] clients = {{10, 0, 0, 1}, {10, 0, 0, 2}, {10, 0, 0, 3}, {10, 0, 0, 4}};
    for (int i = 0; i < asked; i++) {
      talk.ask(worker, Transport.UDP, clients[i & 3], (i & 3) == 0 ? query : there);
    }
    TopReport report = talk.report();
    assertThat(report.questions()).isBetween(asked * 98L / 100, asked * 102L / 100);
    assertThat(report.clients()).hasSize(4);
    for (TopReport.Asking row : report.clients()) {
      // 7,800 samples of each: six standard deviations.
      assertThat(row.questions().atLeast())
          .isBetween(asked / 4 * 93L / 100, asked / 4 * 107L / 100);
    }
    assertThat(talk.talkers.wasted()).isBetween(asked / 4 * 93L / 100, asked / 4 * 107L / 100);
  }

  /// Addresses and names that are made up cost no memory, and hide nobody who asks much.
  @Test
  void floodsHideNobodyAndAllocateNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().threadId();
    Responder worker = talk.worker();
    SplittableRandom random = new SplittableRandom(9);
    byte[] regular = Talk.query(SEARCHED);
    byte[] flood = Talk.query("aaaaaaaa.default.svc.cluster.local");
    byte[] client = {10, 0, 0, 7};
    byte[] spoofed = new byte[16];
    long before = 0;
    int rounds = 400_000;
    for (int i = 0; i < 2 * rounds; i++) {
      if (i == rounds) before = threads.getThreadAllocatedBytes(thread);
      long bits = random.nextLong();
      for (int b = 0; b < 8; b++) {
        spoofed[8 + b] = (byte) (bits >> (8 * b));
        flood[13 + b] = (byte) ('a' + ((bits >> (5 * b)) & 0xf));
      }
      // Every answer is looked at: the slot of time is always another.
      if (i % 1_000 == 0) talk.now.addAndGet(TopCounter.EXACT_NANOS);
      if (i % 10 == 0) talk.ask(worker, Transport.UDP, client, regular);
      else talk.ask(worker, Transport.UDP, spoofed, flood);
    }
    long allocated = threads.getThreadAllocatedBytes(thread) - before;
    assertThat(allocated).isLessThan(rounds);
    TopReport report = talk.report();
    long asked = report.questions() / 10;
    assertThat(report.clients().getFirst().client()).isEqualTo(IpAddress.of("10.0.0.7"));
    assertThat(report.clients().getFirst().questions().atLeast()).isGreaterThan(asked * 9 / 10);
    assertThat(report.names().getFirst().name()).isEqualTo(Name.of(SEARCHED));
    assertThat(report.wasters()).hasSize(1);
  }

  /// Whoever reads while it is written sees a moment of it.
  @Test
  void aReaderSeesWholeMoments() throws InterruptedException {
    Responder worker = talk.worker();
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch read = new CountDownLatch(1);
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              SplittableRandom random = new SplittableRandom(1);
              for (int i = 0; read.getCount() > 0; i++) {
                if (i % 500 == 0) talk.now.addAndGet(TopCounter.EXACT_NANOS);
                byte[] client = {10, (byte) random.nextInt(), (byte) random.nextInt(), 1};
                talk.ask(worker, Transport.UDP, client, Talk.query(random.nextInt() + SEARCHED));
                written.countDown();
              }
            });
    try {
      written.await();
      for (int i = 0; i < 300; i++) {
        TopReport report = talk.report();
        long questions = 0;
        for (TopReport.Asking row : report.clients()) questions += row.questions().atLeast();
        assertThat(questions).isLessThanOrEqualTo(report.questions());
        assertThat(report.nxdomain()).isEqualTo(report.questions()).isEqualTo(report.wasted());
        report.names().forEach(row -> assertThat(row.name().toString()).endsWith("local."));
      }
    } finally {
      read.countDown();
      writer.join();
    }
    assertThat(talk.report().questions()).isPositive();
  }

  @Test
  void metricsAreRatesOfTheFirstFew() {
    Responder worker = talk.worker();
    for (int i = 0; i < 25; i++) {
      for (int j = 0; j <= i; j++) talk.ask(worker, "10.0.0." + i, i + "." + SEARCHED);
    }
    talk.now.addAndGet(10_000_000_000L);
    List<MetricFamily> families = new TopMetrics(talk.talkers).collect();
    assertThat(families.stream().map(MetricFamily::name))
        .containsExactly(
            "roster_top_client_questions_per_second",
            "roster_top_nxdomain_questions_per_second",
            "roster_top_search_path_waste_per_second");
    for (MetricFamily family : families) {
      assertThat(family.samples()).hasSize(TopMetrics.SERIES_MAX);
      assertThat(family.samples().getFirst()).isInstanceOf(Sample.Value.class);
      if (family.samples().getFirst() instanceof Sample.Value(var labels, double value)) {
        assertThat(labels.getFirst()).containsAnyOf("10.0.0.24", "24.api.example.com.");
        assertThat(value).isEqualTo(2.5);
      }
    }
    assertThat(talk.talkers.collect())
        .singleElement()
        .isEqualTo(
            new MetricFamily(
                "roster_search_path_waste_total",
                talk.talkers.collect().getFirst().help(),
                MetricFamily.Kind.COUNTER,
                List.of(),
                List.of(new Sample.Value(List.of(), 325))));
  }

  @Test
  void thePageIsJsonForThisMachine() throws Exception {
    talk.ask(talk.worker(), "10.0.0.7", SEARCHED);
    talk.now.addAndGet(1_500_000_000L);
    HttpPage page = new TopPage(talk.talkers);
    assertThat(page.isPrivate()).isTrue();
    Tree wanted =
        JsonReader.read(
            """
            {"milliseconds": 1500, "questions": 1, "nxdomain": 1, "searchPathWaste": 1,
             "clients": [{"client": "10.0.0.7", "questions": 1}],
             "nxdomainNames": [
               {"name": "api.example.com.default.svc.cluster.local.", "questions": 1}],
             "searchPathClients": [{"client": "10.0.0.7", "wasted": 1, "questions": 1,
               "asked": "api.example.com.default.svc.cluster.local.",
               "meant": "api.example.com.", "better": "api.example.com."}]}
            """,
            "test");
    assertThat(JsonReader.read(page.reply("").body(), "page")).isEqualTo(wanted);
  }
}
