package dev.roster.kubernetes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Fact.NamespaceFact;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.engine.feed.ObjectEvent;
import dev.roster.engine.objects.FactReader.Reading;
import dev.roster.kubernetes.decode.ApiObject;
import dev.roster.kubernetes.decode.ApiStatus;
import dev.roster.kubernetes.decode.ListEnd;
import dev.roster.kubernetes.decode.WatchFrame;
import dev.roster.kubernetes.watch.FollowCounters.Compared;
import dev.roster.kubernetes.watch.FollowCounters.Failed;
import dev.roster.kubernetes.watch.FollowCounters.Listed;
import dev.roster.kubernetes.watch.Turn.Next;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One reflector, told by hand what an API server says: what it asks then, what the catalog is
/// told, what is counted.
class ReflectorTest {
  private static final long MILLI = 1_000_000;
  private static final long HOUR = 3_600_000 * MILLI;
  private static final String ORIGIN = "cluster";

  private FollowCounters counters = new FollowCounters(InstantSource.system());
  private Streaming streaming = new Streaming();
  private Reflector reflector = reflector(WatchedKind.all(Kind.NAMESPACE));
  private long now;
  private Next next = new Next.Probe();
  private List<ObjectEvent> events = new ArrayList<>();

  @BeforeEach
  void begin() {
    take(reflector.start());
  }

  private Reflector reflector(WatchedKind kind) {
    HeldVersions held = new HeldVersions(new Random(1));
    Telling telling = new Telling(ORIGIN, kind.kind(), held, counters);
    return new Reflector(kind, telling, streaming, new Pace(new Random(2)), counters, 2_000);
  }

  private void take(Turn turn) {
    next = turn.next();
    events.addAll(turn.events());
  }

  private void hear(Heard heard) {
    take(reflector.step(heard, now));
  }

  private void put(String name, String version) {
    hear(new Heard.Frame(new WatchFrame.Put(object(name, version), true)));
  }

  private void item(String name, String version) {
    hear(new Heard.Item(object(name, version)));
  }

  private void bookmark(String version, boolean end) {
    hear(new Heard.Frame(new WatchFrame.Bookmark(version, end)));
  }

  private void pageEnd(String version, String continued) {
    hear(new Heard.PageEnd(new ListEnd(version, continued, OptionalLong.empty(), 0)));
  }

  private void refuse(int code) {
    hear(new Heard.Refused(status(code)));
  }

  private static ApiStatus status(int code) {
    return new ApiStatus(code, "", "", OptionalInt.empty());
  }

  private static ObjectKey key(String name) {
    return new ObjectKey(ORIGIN, Kind.NAMESPACE, "", name);
  }

  private static ApiObject object(String name, String version) {
    ObjectKey key = key(name);
    Reading reading = new Reading.Read(new NamespaceFact(key, Map.of()));
    return new ApiObject(key, reading, "uid", version, "", "");
  }

  private String asked() {
    assertThat(next).isInstanceOf(Next.Ask.class);
    return ((Next.Ask) next)
        .request()
        .path(WatchedKind.all(Kind.NAMESPACE))
        .replaceAll("timeoutSeconds=[0-9]+", "timeoutSeconds=N");
  }

  /// What was said since it was last asked for, one word each.
  private String said() {
    List<String> words = new ArrayList<>();
    for (ObjectEvent event : events) {
      words.add(
          switch (event) {
            case ObjectEvent.Put(var fact, String at) -> "+" + fact.key().name() + at(at);
            case ObjectEvent.Delete(var key, String at) -> "-" + key.name() + at(at);
            case ObjectEvent.Listing _ -> "listing";
            case ObjectEvent.Only(var _, var _, Set<ObjectKey> all) -> "only" + among(all);
            case ObjectEvent.Reached(var _, var _, String at) -> "reached" + at(at);
            case ObjectEvent.Synced _ -> "synced";
            case ObjectEvent.Lost _ -> "lost";
            case ObjectEvent.Replace _ -> "replace";
          });
    }
    events.clear();
    return String.join(" ", words);
  }

  private static String at(String position) {
    return position.isEmpty() ? "" : "@" + position;
  }

  private static Set<String> among(Set<ObjectKey> all) {
    Set<String> names = new TreeSet<>();
    for (String name : List.of("a", "b", "c", "d")) if (all.contains(key(name))) names.add(name);
    return names;
  }

  private long waited() {
    assertThat(next).isInstanceOf(Next.Wait.class);
    return ((Next.Wait) next).nanos();
  }

  private void syncByStream() {
    hear(new Heard.Opened());
    put("a", "3");
    put("b", "7");
    bookmark("9", true);
    assertThat(said()).isEqualTo("listing +a +b only[a, b] reached@9 synced");
    assertThat(next).isEqualTo(new Next.Read());
  }

  private void syncByPages() {
    streaming.refuse();
    counters = new FollowCounters(InstantSource.system());
    reflector = reflector(WatchedKind.all(Kind.NAMESPACE));
    events.clear();
    take(reflector.start());
    hear(new Heard.Opened());
    item("a", "3");
    item("b", "7");
    pageEnd("9", "");
    hear(new Heard.Opened());
    assertThat(said()).isEqualTo("listing +a +b only[a, b] reached@9 synced reached");
  }

  private void faults(Fault... expected) {
    List<Fault> counted = new ArrayList<>();
    counters
        .faults()
        .forEach((failed, times) -> {
          for (int i = 0; i < times; i++) counted.add(failed.fault());
        });
    assertThat(counted).containsExactlyInAnyOrder(expected);
  }

  @Test
  void streamsAndGoesOnAsAWatch() {
    assertThat(asked())
        .isEqualTo(
            "/api/v1/namespaces?watch=true&allowWatchBookmarks=true&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan&timeoutSeconds=N");
    syncByStream();
    put("c", "12");
    hear(new Heard.Frame(new WatchFrame.Deleted(object("a", "13"))));
    bookmark("20", false);
    assertThat(said()).isEqualTo("+c@12 -a@13 reached@20");
    now += HOUR;
    hear(new Heard.Ended());
    assertThat(asked())
        .isEqualTo(
            "/api/v1/namespaces?watch=true&allowWatchBookmarks=true&resourceVersion=20"
                + "&timeoutSeconds=N");
    faults();
  }

  @Test
  void anOldServerIsListedInPagesOnce() {
    refuse(422);
    assertThat(asked()).isEqualTo("/api/v1/namespaces?limit=2000");
    hear(new Heard.Opened());
    item("a", "3");
    pageEnd("9", "next/=");
    assertThat(asked()).isEqualTo("/api/v1/namespaces?limit=2000&continue=next%2F%3D");
    hear(new Heard.Opened());
    item("b", "4");
    pageEnd("9", "");
    assertThat(asked()).contains("watch=true").contains("resourceVersion=9");
    assertThat(said()).isEqualTo("listing listing +a +b only[a, b] reached@9 synced");
    assertThat(streaming.isUsed()).isFalse();
    assertThat(counters.relists()).hasSize(1);
  }

  @Test
  void anErrorInsteadOfTheListMeansPages() {
    hear(new Heard.Opened());
    hear(new Heard.Frame(new WatchFrame.Failed(status(500))));
    assertThat(asked()).isEqualTo("/api/v1/namespaces?limit=2000");
  }

  @Test
  void aServerThatIgnoresTheParameterIsNoticedByItsSilence() {
    hear(new Heard.Opened());
    put("a", "3");
    hear(new Heard.Silent());
    assertThat(asked()).isEqualTo("/api/v1/namespaces?limit=2000");
    faults(Fault.SILENT);
  }

  @Test
  void orByItsFirstBookmark() {
    hear(new Heard.Opened());
    put("a", "3");
    bookmark("9", false);
    assertThat(asked()).isEqualTo("/api/v1/namespaces?limit=2000");
    faults();
  }

  @Test
  void whatAListBreaksOffSweepsNothing() {
    syncByPages();
    now += HOUR;
    hear(new Heard.Frame(new WatchFrame.Failed(status(410))));
    assertThat(asked()).isEqualTo("/api/v1/namespaces?limit=2000");
    hear(new Heard.Opened());
    item("a", "30");
    pageEnd("31", "x");
    hear(new Heard.Opened());
    hear(new Heard.Cut("reset"));
    assertThat(said()).isEqualTo("listing +a lost");
    assertThat(waited()).isBetween(25 * MILLI, 50 * MILLI);
    hear(new Heard.Waited());
    hear(new Heard.Probed(true));
    assertThat(asked()).isEqualTo("/api/v1/namespaces?limit=2000&continue=x");
    hear(new Heard.Opened());
    item("c", "29");
    pageEnd("31", "");
    assertThat(said()).isEqualTo("+c only[a, c] reached@31");
    faults(Fault.EXPIRED, Fault.CUT);
  }

  /// Found by a walk: what the first page named before it broke off was gone from the second try,
  /// and stayed.
  @Test
  void aFirstPageThatBreaksOffIsForgotten() {
    syncByPages();
    now += HOUR;
    hear(new Heard.Frame(new WatchFrame.Failed(status(410))));
    hear(new Heard.Opened());
    item("a", "3");
    hear(new Heard.Cut("reset"));
    hear(new Heard.Waited());
    hear(new Heard.Probed(true));
    hear(new Heard.Opened());
    item("b", "7");
    pageEnd("31", "");
    assertThat(said()).isEqualTo("listing +a listing lost +b only[b] reached@31");
  }

  @Test
  void anExpiredPageBeginsAnewAndThenWithoutPages() {
    streaming.refuse();
    refuse(422);
    for (int i = 0; i < 2; i++) {
      assertThat(asked()).isEqualTo("/api/v1/namespaces?limit=2000");
      hear(new Heard.Opened());
      item("a", "3");
      pageEnd("9", "x");
      refuse(410);
      if (next instanceof Next.Wait) hear(new Heard.Waited());
    }
    assertThat(asked()).isEqualTo("/api/v1/namespaces?limit=0");
  }

  @Test
  void eventsOutOfOrderAndGarbageListAgain() {
    syncByStream();
    now += HOUR;
    put("c", "12");
    put("a", "11");
    assertThat(said()).isEqualTo("+c@12 listing");
    assertThat(asked()).contains("sendInitialEvents");
    syncAgain();
    now += HOUR;
    hear(new Heard.Garbage("what is this"));
    assertThat(asked()).contains("sendInitialEvents");
    faults(Fault.OUT_OF_ORDER, Fault.GARBAGE);
    assertThat(counters.relists())
        .containsOnlyKeys(
            new Listed(Kind.NAMESPACE, Relist.START),
            new Listed(Kind.NAMESPACE, Relist.GARBAGE),
            new Listed(Kind.NAMESPACE, Relist.OUT_OF_ORDER));
  }

  private void syncAgain() {
    hear(new Heard.Opened());
    bookmark("100", true);
    assertThat(said()).isEqualTo("only[] reached@100");
  }

  @Test
  void theSameVersionTwiceIsNoDisorder() {
    syncByStream();
    put("c", "12");
    put("c", "12");
    bookmark("12", false);
    faults();
  }

  @Test
  void waitsShortlyAndProbesWhileTheServerIsAway() {
    syncByStream();
    now += HOUR;
    hear(new Heard.Cut("reset"));
    assertThat(asked()).contains("resourceVersion=9");
    hear(new Heard.Unreachable("refused"));
    assertThat(said()).isEqualTo("lost");
    long most = 0;
    for (int i = 0; i < 20; i++) {
      most = Math.max(most, waited());
      hear(new Heard.Waited());
      assertThat(next).isInstanceOf(Next.Probe.class);
      hear(new Heard.Probed(false));
    }
    assertThat(most).isBetween(500 * MILLI, Pace.WAIT_NANOS_MAX);
    hear(new Heard.Waited());
    hear(new Heard.Probed(true));
    assertThat(asked()).as("is it the same cluster?").isEqualTo("/api/v1/namespaces?limit=1");
    hear(new Heard.Opened());
    item("a", "3");
    pageEnd("40", "more");
    events.clear();
    assertThat(asked()).contains("resourceVersion=9");
    hear(new Heard.Opened());
    assertThat(said()).as("nothing is known, but it can be heard").isEqualTo("reached");
  }

  @Test
  void aClusterThatWasSetBackIsListed() {
    syncByStream();
    now += HOUR;
    hear(new Heard.Cut("reset"));
    hear(new Heard.Unreachable("refused"));
    hear(new Heard.Waited());
    hear(new Heard.Probed(true));
    hear(new Heard.Opened());
    pageEnd("5", "");
    assertThat(asked()).contains("sendInitialEvents");
    hear(new Heard.Opened());
    bookmark("6", true);
    assertThat(reflector.phase()).isEqualTo(Reflector.Phase.WATCHING);
    assertThat(counters.relists()).containsEntry(new Listed(Kind.NAMESPACE, Relist.FELL), 1L);
    assertThat(counters.faults()).containsKey(new Failed(Kind.NAMESPACE, Fault.FELL));
  }

  @Test
  void aServerThatIsBackWithoutItsHistoryIsListedAtOnce() {
    syncByStream();
    now += HOUR;
    hear(new Heard.Cut("reset"));
    for (int i = 0; i < 9; i++) {
      hear(new Heard.Unreachable("refused"));
      hear(new Heard.Waited());
      hear(new Heard.Probed(true));
    }
    hear(new Heard.Opened());
    pageEnd("40", "");
    hear(new Heard.Opened());
    hear(new Heard.Frame(new WatchFrame.Failed(status(410))));
    assertThat(asked()).contains("sendInitialEvents");
    hear(new Heard.Opened());
    bookmark("41", true);
    hear(new Heard.Frame(new WatchFrame.Failed(status(410))));
    assertThat(waited()).as("once").isPositive();
  }

  @Test
  void whoAsksToBeLeftAloneIs() {
    hear(new Heard.Refused(new ApiStatus(429, "TooManyRequests", "", OptionalInt.of(3))));
    assertThat(waited()).isBetween(3000 * MILLI, 3300 * MILLI);
    hear(new Heard.Waited());
    assertThat(asked()).contains("sendInitialEvents");
    hear(new Heard.Refused(new ApiStatus(429, "TooManyRequests", "", OptionalInt.of(3600))));
    assertThat(waited()).isLessThan(67_000 * MILLI);
    hear(new Heard.Waited());
    refuse(429);
    assertThat(waited()).isLessThanOrEqualTo(1000 * MILLI);
    faults(Fault.THROTTLED, Fault.THROTTLED, Fault.THROTTLED);
  }

  @Test
  void comparesEverySixHoursAndCountsWhatTheWatchMissed() {
    syncByStream();
    put("c", "12");
    now += 7 * HOUR;
    said();
    hear(new Heard.Ended());
    assertThat(asked())
        .isEqualTo("/api/v1/namespaces?limit=2000&resourceVersion=12&resourceVersionMatch=Exact");
    hear(new Heard.Opened());
    item("a", "3"); // b is gone
    item("c", "11"); // was another
    item("d", "5"); // is there
    pageEnd("12", "");
    assertThat(said()).isEqualTo("listing +a +c +d only[a, c, d] reached@12");
    assertThat(counters.missed())
        .isEqualTo(
            Map.of(
                new Compared(Kind.NAMESPACE, Missed.ADDED), 1L,
                new Compared(Kind.NAMESPACE, Missed.CHANGED), 1L,
                new Compared(Kind.NAMESPACE, Missed.REMOVED), 1L));
    assertThat(asked()).contains("watch=true&allowWatchBookmarks=true&resourceVersion=12");
  }

  @Test
  void aCompareThatComesTooLateListsAll() {
    syncByStream();
    now += 7 * HOUR;
    hear(new Heard.Ended());
    refuse(410);
    assertThat(asked()).contains("sendInitialEvents");
    assertThat(counters.missed()).isEmpty();
  }

  @Test
  void aKindThatTheApiDoesNotHaveIsEmptyAndLookedForAgain() {
    reflector = reflector(WatchedKind.imports());
    events.clear();
    take(reflector.start());
    refuse(404);
    assertThat(said()).isEqualTo("listing listing only[] reached synced listing");
    assertThat(waited()).isBetween(30_000 * MILLI, 60_000 * MILLI);
    hear(new Heard.Waited());
    refuse(404);
    assertThat(said()).isEqualTo("listing only[] reached listing");
    hear(new Heard.Waited());
    hear(new Heard.Opened());
    put("a", "3");
    bookmark("9", true);
    assertThat(said()).isEqualTo("+a only[a] reached@9");
  }

  @Test
  void aBrokenObjectKeepsWhatWasKnownOfIt() {
    syncByStream();
    hear(new Heard.Frame(new WatchFrame.Put(broken("a", "12"), false)));
    assertThat(said()).isEqualTo("reached@12");
    hear(new Heard.Frame(new WatchFrame.Failed(status(410))));
    hear(new Heard.Opened());
    hear(new Heard.Frame(new WatchFrame.Put(broken("a", "12"), false)));
    bookmark("20", true);
    assertThat(said()).isEqualTo("listing only[a] reached@20");
  }

  private static ApiObject broken(String name, String version) {
    Reading reading = new Reading.Broken("spec", "is wrong");
    return new ApiObject(key(name), reading, "uid", version, "", "");
  }

  @Test
  void whatTheCatalogDidNotTakeIsListedAgain() {
    syncByStream();
    hear(new Heard.NotApplied("no memory"));
    assertThat(said()).isEqualTo("listing lost");
    hear(new Heard.Waited());
    assertThat(asked()).contains("sendInitialEvents");
  }

  @Test
  void aServerThatSendsGarbageAgainAndAgainIsNotAskedWithoutPause() {
    int asked = 0;
    for (int i = 0; i < 100; i++) {
      if (next instanceof Next.Wait(long nanos)) {
        now += nanos;
        hear(new Heard.Waited());
        continue;
      }
      asked++;
      hear(new Heard.Opened());
      bookmark("9", true);
      hear(new Heard.Garbage("what is this"));
    }
    assertThat(asked).isLessThan(60);
    assertThat(now).isGreaterThan(20 * 1000 * MILLI);
  }
}
