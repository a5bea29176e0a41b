package dev.roster.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Tree;
import dev.roster.engine.store.MemoryStore;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Verbs;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreEventsTest {
  private final MemoryStore store = new MemoryStore();
  private Instant now = Instant.parse("2026-01-01T00:00:00.5Z");
  private final Verbs verbs = new Verbs(store, () -> now, new SplittableRandom(1));
  private final StoreEvents events = StoreEvents.manual(verbs, () -> now);

  @BeforeEach
  void namespace() {
    verbs.create(Manifests.namespace("default"));
  }

  private static Tree.Obj about(String uid) {
    return Manifests.pod("web-0", "web").with(List.of("metadata", "uid"), Tree.Text.of(uid));
  }

  private void tell(String uid, String message) {
    events.record(
        about(uid),
        new EventRecorder.Note(
            EventRecorder.Type.WARNING, "Failed", message, "spec.containers{c}", "kubelet"));
    events.drain();
  }

  private List<Tree.Obj> kept() {
    return store.list(Kind.EVENT, "default").objects().stream().map(StoredObject::tree).toList();
  }

  @Test
  void anEventTellsWhatAndAboutWhom() {
    tell("u", "no such program");
    assertThat(kept()).hasSize(1);
    Tree.Obj event = kept().getFirst();
    assertThat(event.text("metadata", "name")).startsWith("web-0.");
    assertThat(event.text("involvedObject", "kind")).isEqualTo("Pod");
    assertThat(event.text("involvedObject", "uid")).isEqualTo("u");
    assertThat(event.text("involvedObject", "fieldPath")).isEqualTo("spec.containers{c}");
    assertThat(event.text("type")).isEqualTo("Warning");
    assertThat(event.text("reason")).isEqualTo("Failed");
    assertThat(event.text("message")).isEqualTo("no such program");
    assertThat(event.text("source", "component")).isEqualTo("kubelet");
    assertThat(event.text("firstTimestamp")).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(event.number(0, "count")).isEqualTo(1);
  }

  @Test
  void theSameEventIsCounted() {
    tell("u", "a");
    now = now.plusSeconds(7);
    tell("u", "a");
    tell("u", "b");
    tell("v", "a");
    assertThat(kept()).hasSize(3);
    Tree.Obj first = kept().getFirst();
    assertThat(first.number(0, "count")).isEqualTo(2);
    assertThat(first.text("firstTimestamp")).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(first.text("lastTimestamp")).isEqualTo("2026-01-01T00:00:07Z");
  }

  @Test
  void anObjectHasBoundedlyManyAndTheOldestGo() {
    for (int i = 0; i < EVENTS + 5; i++) tell("u", "message " + i);
    assertThat(kept()).hasSize(EVENTS);
    assertThat(kept()).noneMatch(e -> e.text("message").equals("message 4"));
    assertThat(kept()).anyMatch(e -> e.text("message").equals("message 5"));
  }

  private static final int EVENTS = StoreEvents.EVENTS_PER_OBJECT_MAX;

  @Test
  void thereAreBoundedlyManyInAll() {
    for (int i = 0; i < StoreEvents.EVENTS_MAX + 10; i++) tell("u" + i, "a");
    assertThat(kept()).hasSize(StoreEvents.EVENTS_MAX);
  }

  @Test
  void oldOnesGo() {
    tell("u", "a");
    now = now.plus(StoreEvents.EVENT_LIFE_MAX).plusSeconds(1);
    tell("u", "b");
    assertThat(kept()).extracting(e -> e.text("message")).containsExactly("b");
  }

  @Test
  void oneThatSomeoneDeletedComesAnew() {
    tell("u", "a");
    verbs.delete(Verbs.keyOf(kept().getFirst()), dev.roster.engine.store.DeleteOptions.DEFAULT);
    tell("u", "a");
    assertThat(kept()).hasSize(1);
    assertThat(kept().getFirst().number(0, "count")).isEqualTo(1);
  }

  @Test
  void whatCannotBeKeptIsCounted() {
    Tree.Obj elsewhere = about("u").with(List.of("metadata", "namespace"), Tree.Text.of("nowhere"));
    EventRecorder.Note note = new EventRecorder.Note(EventRecorder.Type.NORMAL, "R", "m", "", "c");
    events.record(elsewhere, note);
    events.drain();
    assertThat(events.lost()).isEqualTo(1);
    for (int i = 0; i < StoreEvents.WAITING_MAX + 3; i++) events.record(about("u"), note);
    assertThat(events.lost()).isEqualTo(4);
  }
}
