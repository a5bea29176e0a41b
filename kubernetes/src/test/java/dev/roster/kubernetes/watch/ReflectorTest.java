package dev.roster.kubernetes.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Kind;
import dev.roster.engine.objects.FactReader.Reading;
import dev.roster.kubernetes.decode.ApiObject;
import dev.roster.kubernetes.decode.WatchFrame;
import dev.roster.kubernetes.watch.FollowCounters.Compared;
import dev.roster.kubernetes.watch.FollowCounters.Listed;
import dev.roster.kubernetes.watch.Turn.Next;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// One reflector, told by hand what an API server says: what it asks then, what the catalog is
/// told, what is counted.
class ReflectorTest extends HandFed {
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
}
