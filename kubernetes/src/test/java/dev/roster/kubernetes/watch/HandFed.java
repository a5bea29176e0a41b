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

/// One reflector, told by hand what an API server says: what tests tell it, and what it said.
abstract class HandFed {
  static final long MILLI = 1_000_000;
  static final long HOUR = 3_600_000 * MILLI;
  static final String ORIGIN = "cluster";

  FollowCounters counters = new FollowCounters(InstantSource.system());
  Streaming streaming = new Streaming();
  Reflector reflector = reflector(WatchedKind.all(Kind.NAMESPACE));
  long now;
  Next next = new Next.Probe();
  List<ObjectEvent> events = new ArrayList<>();

  @BeforeEach
  void begin() {
    take(reflector.start());
  }

  Reflector reflector(WatchedKind kind) {
    HeldVersions held = new HeldVersions(new Random(1));
    Telling telling = new Telling(ORIGIN, kind.kind(), held, counters);
    return new Reflector(kind, telling, streaming, new Pace(new Random(2)), counters, 2_000);
  }

  void take(Turn turn) {
    next = turn.next();
    events.addAll(turn.events());
  }

  void hear(Heard heard) {
    take(reflector.step(heard, now));
  }

  void put(String name, String version) {
    hear(new Heard.Frame(new WatchFrame.Put(object(name, version), true)));
  }

  void item(String name, String version) {
    hear(new Heard.Item(object(name, version)));
  }

  void bookmark(String version, boolean end) {
    hear(new Heard.Frame(new WatchFrame.Bookmark(version, end)));
  }

  void pageEnd(String version, String continued) {
    hear(new Heard.PageEnd(new ListEnd(version, continued, OptionalLong.empty(), 0)));
  }

  void refuse(int code) {
    hear(new Heard.Refused(status(code)));
  }

  static ApiStatus status(int code) {
    return new ApiStatus(code, "", "", OptionalInt.empty());
  }

  static ObjectKey key(String name) {
    return new ObjectKey(ORIGIN, Kind.NAMESPACE, "", name);
  }

  static ApiObject object(String name, String version) {
    ObjectKey key = key(name);
    Reading reading = new Reading.Read(new NamespaceFact(key, Map.of()));
    return new ApiObject(key, reading, "uid", version, "", "");
  }

  String asked() {
    assertThat(next).isInstanceOf(Next.Ask.class);
    return ((Next.Ask) next)
        .request()
        .path(WatchedKind.all(Kind.NAMESPACE))
        .replaceAll("timeoutSeconds=[0-9]+", "timeoutSeconds=N");
  }

  /// What was said since it was last asked for, one word each.
  String said() {
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

  static String at(String position) {
    return position.isEmpty() ? "" : "@" + position;
  }

  static Set<String> among(Set<ObjectKey> all) {
    Set<String> names = new TreeSet<>();
    for (String name : List.of("a", "b", "c", "d")) if (all.contains(key(name))) names.add(name);
    return names;
  }

  long waited() {
    assertThat(next).isInstanceOf(Next.Wait.class);
    return ((Next.Wait) next).nanos();
  }

  void syncByStream() {
    hear(new Heard.Opened());
    put("a", "3");
    put("b", "7");
    bookmark("9", true);
    assertThat(said()).isEqualTo("listing +a +b only[a, b] reached@9 synced");
    assertThat(next).isEqualTo(new Next.Read());
  }

  void syncByPages() {
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

  void faults(Fault... expected) {
    List<Fault> counted = new ArrayList<>();
    counters
        .faults()
        .forEach((failed, times) -> {
          for (int i = 0; i < times; i++) counted.add(failed.fault());
        });
    assertThat(counted).containsExactlyInAnyOrder(expected);
  }
}
