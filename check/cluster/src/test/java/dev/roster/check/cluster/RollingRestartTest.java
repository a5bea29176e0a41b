package dev.roster.check.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.check.cluster.ApiServer.Options;
import dev.roster.core.catalog.Answer;
import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.Lookup;
import dev.roster.core.catalog.ZoneOptions;
import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.kubernetes.http.Credentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A thousand members restart a few at a time: they become not ready, vanish, come back under other
/// addresses, and move between slices. Whoever asks meanwhile gets, at every instant, nobody who
/// was not there within the last 100 ms, and everybody who was there all of that time. Times at
/// which this machine let threads wait do not count.
@Tag("slow")
class RollingRestartTest {
  private static final int SLICES = 10;
  private static final int MEMBERS = 1_000;
  private static final int BATCH = 10;
  private static final long STALE_NANOS_MAX = Duration.ofMillis(100).toNanos();

  /// A move that takes longer is an end and a beginning: addresses are held for 50 ms.
  private static final long MOVE_NANOS_MAX = Duration.ofMillis(30).toNanos();

  /// How far back it is looked for stalls, where a member should have been named.
  private static final long WINDOW_NANOS = Duration.ofSeconds(1).toNanos();

  /// A change goes from thread to thread about so often until it is answered.
  private static final int HOPS = 4;

  private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();
  private static final long NEVER = Long.MAX_VALUE;
  private static final Name ZONE = Name.of("cluster.local");
  private static final Name NAME = Name.of("db.n0.svc.cluster.local");
  private static final ZoneOptions OPTIONS =
      ZoneOptions.of(ZONE, Name.of("in-addr.arpa"), Name.of("ip6.arpa"));

  @TempDir Path folder;

  private final ClusterObjects objects = new ClusterObjects();
  private final Random random = new Random(1);
  private final List<List<String>> slices = new ArrayList<>();
  private int used; // addresses so far

  // Of each address, in nanoseconds. The first is written before the change that it tells of, the
  // last behind it: what an answer shows is judged by bounds that hold whoever was held up.
  private final AtomicLongArray since = filled(4 * MEMBERS);
  private final AtomicLongArray ending = filled(4 * MEMBERS);
  private final AtomicLongArray until = filled(4 * MEMBERS);

  private final Stalls stalls = new Stalls();

  private volatile boolean over;
  private long answers; // read when its thread has ended, as all below
  private long latest;
  private final List<Doubt> doubts = new ArrayList<>();

  /// An answer that is wrong, unless the machine stood still meanwhile.
  ///
  /// @param what member, and whether it is gone and was named or is there and was not
  /// @param since when an answer may be so
  /// @param asked when it was
  private record Doubt(String what, long since, long asked) {
    boolean isWrong(Stalls stalls) {
      return asked - since - HOPS * stalls.between(since, asked) > STALE_NANOS_MAX;
    }
  }

  private static AtomicLongArray filled(int length) {
    AtomicLongArray times = new AtomicLongArray(length);
    for (int i = 0; i < length; i++) times.set(i, NEVER);
    return times;
  }

  @Test
  void everyAnswerIsOfTheLast100Milliseconds() throws Exception {
    objects.put(World.namespace("kube-system", 0));
    objects.put(World.namespace("n0", 0));
    objects.put(World.headless("n0", "db"));
    for (int i = 0; i < SLICES; i++) {
      List<String> members = new ArrayList<>();
      for (int j = 0; j < MEMBERS / SLICES; j++) members.add(newAddress());
      slices.add(members);
      put(i);
    }
    Identity identity = Identity.make(folder, "server");
    try (ApiServer server = new ApiServer(objects, Options.USUAL, identity, identity);
        Following following =
            new Following(server, Following.access(server, identity, new Credentials.None()))) {
      following.awaitSame();
      stalls.start();
      Thread asking = Thread.ofPlatform().start(() -> ask(following));
      try {
        restartAll();
        LockSupport.parkNanos(2 * STALE_NANOS_MAX);
      } finally {
        over = true;
        asking.join();
        stalls.end();
      }
      following.awaitSame();
      List<Doubt> wrong = doubts.stream().filter(each -> each.isWrong(stalls)).toList();
      System.out.printf(
          "rolling restart of %d: %d answers, %d wrong (%d but for stalls of %.1f ms at most),"
              + " oldest member %.1f ms gone, %s%n",
          MEMBERS,
          answers,
          wrong.size(),
          doubts.size(),
          stalls.longest() / 1e6,
          latest / 1e6,
          following.moved());
      assertThat(wrong).isEmpty();
      assertThat(answers).isGreaterThan(100);
      assertThat(following.moved().moved()).as("moves that were held").isPositive();
    }
  }

  private String newAddress() {
    int number = used++;
    since.set(number, System.nanoTime());
    return "10.1." + (number / 250) + "." + (1 + number % 250);
  }

  private static int number(String address) {
    String[] parts = address.replace("!", "").split("\\.", -1);
    return Integer.parseInt(parts[2]) * 250 + Integer.parseInt(parts[3]) - 1;
  }

  private void put(int slice) {
    objects.put(World.slice("n0", "db", "db-" + slice, slices.get(slice)));
  }

  private static void pause() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  private void restartAll() {
    for (int batch = 0; batch < MEMBERS / BATCH; batch++) {
      int slice = batch % SLICES;
      int other = random.nextInt(SLICES);
      switch (random.nextInt(4)) {
        case 0 -> vanish(slice);
        case 1 -> move(slice, (slice + 1 + random.nextInt(SLICES - 1)) % SLICES);
        default -> stop(slice);
      }
      pause();
      for (int i = 0; i < BATCH; i++) slices.get(other).add(newAddress());
      put(other);
      pause();
    }
  }

  /// The first members of a slice, which has those that are there for longest.
  private List<String> first(int slice) {
    List<String> members = slices.get(slice);
    return new ArrayList<>(members.subList(0, Math.min(BATCH, members.size())));
  }

  /// They become not ready, and are gone a little later.
  private void stop(int slice) {
    List<String> leaving = first(slice);
    slices.get(slice).replaceAll(each -> leaving.contains(each) ? each + "!" : each);
    change(slice, leaving);
    pause();
    slices.get(slice).removeIf(each -> each.endsWith("!"));
    put(slice);
  }

  /// They are gone while ready, as when their node is.
  private void vanish(int slice) {
    List<String> leaving = first(slice);
    slices.get(slice).removeAll(leaving);
    change(slice, leaving);
  }

  private void change(int slice, List<String> leaving) {
    long before = System.nanoTime();
    for (String each : leaving) ending.set(number(each), before);
    put(slice);
    long after = System.nanoTime();
    for (String each : leaving) until.set(number(each), after);
  }

  /// The slice that loses them is told before the one that has them now.
  private void move(int from, int to) {
    List<String> moving = first(from);
    slices.get(from).removeAll(moving);
    slices.get(to).addAll(moving);
    long before = System.nanoTime();
    // Until it is known how long it took they may be there or not.
    for (String each : moving) ending.set(number(each), before);
    put(from);
    put(to);
    long now = System.nanoTime();
    for (String each : moving) {
      if (now - before > MOVE_NANOS_MAX) since.set(number(each), now);
      ending.set(number(each), NEVER);
    }
  }

  private void ask(Following following) {
    while (!over) {
      long before = System.nanoTime();
      Catalog catalog = following.live().current();
      long after = System.nanoTime();
      answers++;
      judge(Lookup.answer(catalog, OPTIONS, ZONE, NAME, RecordType.A), before, after);
    }
  }

  private void judge(Answer answer, long before, long after) {
    BitSet named = new BitSet();
    if (!(answer instanceof Answer.Records(List<ResourceRecord> records, var _))) {
      doubts.add(new Doubt(answer.toString(), 0, before));
      return;
    }
    for (ResourceRecord record : records) {
      if (!(record.data() instanceof RecordData.Address(var address))) throw new AssertionError();
      named.set(number(address.toString()));
    }
    for (int i = named.nextSetBit(0); i >= 0; i = named.nextSetBit(i + 1)) {
      long gone = until.get(i);
      if (gone == NEVER) continue;
      latest = Math.max(latest, before - gone);
      if (before - gone > STALE_NANOS_MAX) doubts.add(new Doubt(i + " is gone", gone, before));
    }
    for (int i = 0; i < since.length(); i++) {
      long from = since.get(i);
      if (from == NEVER) break;
      boolean stays = before - from > STALE_NANOS_MAX && ending.get(i) > after;
      long window = Math.max(from, before - WINDOW_NANOS);
      if (stays && !named.get(i)) doubts.add(new Doubt(i + " is there", window, before));
    }
  }
}
