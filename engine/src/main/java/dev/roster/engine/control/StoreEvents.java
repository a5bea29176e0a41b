package dev.roster.engine.control;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.Tree;
import dev.roster.engine.store.DeleteOptions;
import dev.roster.engine.store.Outcome;
import dev.roster.engine.store.Verbs;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/// Keeps events as objects in the store. The same event again raises the count of the first one;
/// what is too much for an object, or in all, drives the oldest out.
///
/// Who records doesn't wait: one thread writes what is recorded.
public final class StoreEvents implements EventRecorder, AutoCloseable {
  /// Events of one object.
  public static final int EVENTS_PER_OBJECT_MAX = 32;

  /// Events in all.
  public static final int EVENTS_MAX = 4_096;

  /// Events that wait to be written; what comes beyond is counted and lost.
  public static final int WAITING_MAX = 1_024;

  /// How long an event is kept after it last happened.
  public static final Duration EVENT_LIFE_MAX = Duration.ofHours(1);

  private record Told(Tree.Obj about, Note note, Instant at) {}

  /// What makes two events the same one.
  private record Same(String uid, String name, Note note) {}

  private record Kept(ObjectKey key, Instant last) {}

  private final Verbs verbs;
  private final InstantSource clock;
  // Empty says: it is closed, look.
  private final BlockingQueue<Optional<Told>> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final LongAdder lost = new LongAdder();
  // Written only by the writing thread; what happened longest ago comes first.
  private final LinkedHashMap<Same, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, ArrayDeque<Same>> byObject = new HashMap<>(); // as kept, by uid
  private Optional<Thread> writer = Optional.empty(); // written before anyone else sees this
  private long sequence; // written only by the writing thread
  private volatile boolean closed;

  private StoreEvents(Verbs verbs, InstantSource clock) {
    this.verbs = verbs;
    this.clock = clock;
  }

  /// A recorder with its thread.
  public static StoreEvents start(Verbs verbs, InstantSource clock) {
    StoreEvents events = new StoreEvents(verbs, clock);
    events.writer = Optional.of(Thread.ofVirtual().name("events").start(events::write));
    return events;
  }

  /// A recorder without a thread: whoever holds it writes by [#drain].
  static StoreEvents manual(Verbs verbs, InstantSource clock) {
    return new StoreEvents(verbs, clock);
  }

  @Override
  public void record(Tree.Obj about, Note note) {
    if (closed || !waiting.offer(Optional.of(new Told(about, note, clock.instant()))))
      lost.increment();
  }

  /// Events that could not be kept, so far.
  public long lost() {
    return lost.sum();
  }

  /// Writes what waits, then ends.
  @Override
  public void close() {
    closed = true;
    // Where there is no room for it, the writer has something to take, and looks then.
    boolean _ = waiting.offer(Optional.empty());
    try {
      if (writer.isPresent()) writer.get().join();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  /// Writes what waits.
  void drain() {
    for (var told = waiting.poll(); told != null; told = waiting.poll()) {
      told.ifPresent(this::keep);
    }
  }

  private void write() {
    try {
      while (!closed) waiting.take().ifPresent(this::keep);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt(); // nobody does; what waits is still written
    }
    drain();
  }

  private void keep(Told told) {
    ObjectMeta meta = ObjectMeta.of(told.about());
    Same same = new Same(meta.uid(), meta.name(), told.note());
    Kept old = kept.get(same);
    if (old != null && raised(old.key(), told)) {
      kept.put(same, new Kept(old.key(), told.at()));
    } else {
      if (old != null) forget(same); // someone deleted it
      create(same, told);
    }
    while (!kept.isEmpty() && (kept.size() > EVENTS_MAX || isOld(told.at()))) {
      drop(kept.firstEntry().getKey());
    }
  }

  private boolean isOld(Instant now) {
    return kept.firstEntry().getValue().last().plus(EVENT_LIFE_MAX).isBefore(now);
  }

  private boolean raised(ObjectKey key, Told told) {
    Outcome outcome =
        verbs.edit(
            key,
            "",
            event ->
                event
                    .with("count", Tree.Num.of(event.number(1, "count") + 1))
                    .with("lastTimestamp", Tree.Text.of(text(told.at()))));
    return outcome instanceof Outcome.Updated || outcome instanceof Outcome.Unchanged;
  }

  private void create(Same same, Told told) {
    Outcome outcome = verbs.create(event(told));
    if (!(outcome instanceof Outcome.Created(var stored))) {
      lost.increment(); // its namespace is gone, or the store is full
      return;
    }
    kept.put(same, new Kept(stored.key(), told.at()));
    ArrayDeque<Same> ofObject = byObject.computeIfAbsent(same.uid(), _ -> new ArrayDeque<>());
    ofObject.add(same);
    if (ofObject.size() > EVENTS_PER_OBJECT_MAX) drop(ofObject.getFirst());
  }

  private void drop(Same same) {
    Kept old = kept.get(same);
    forget(same);
    // Whether it is there or not: it is gone afterwards.
    if (old != null) verbs.delete(old.key(), DeleteOptions.DEFAULT);
  }

  private void forget(Same same) {
    kept.remove(same);
    byObject.computeIfPresent(
        same.uid(),
        (_, ofObject) -> {
          ofObject.remove(same);
          return ofObject.isEmpty() ? null : ofObject;
        });
  }

  private Tree.Obj event(Told told) {
    ObjectMeta meta = ObjectMeta.of(told.about());
    Note note = told.note();
    String namespace = meta.namespace().isEmpty() ? "default" : meta.namespace();
    long unique = ChronoUnit.NANOS.between(Instant.EPOCH, told.at()) + sequence++;
    Map<String, Tree> about = new LinkedHashMap<>();
    about.put("kind", Tree.Text.of(told.about().text("kind")));
    if (!meta.namespace().isEmpty()) about.put("namespace", Tree.Text.of(meta.namespace()));
    about.put("name", Tree.Text.of(meta.name()));
    about.put("uid", Tree.Text.of(meta.uid()));
    about.put("apiVersion", Tree.Text.of(told.about().text("apiVersion")));
    about.put("resourceVersion", Tree.Text.of(meta.resourceVersion()));
    if (!note.fieldPath().isEmpty()) about.put("fieldPath", Tree.Text.of(note.fieldPath()));
    Map<String, Tree> event = new LinkedHashMap<>();
    event.put("apiVersion", Tree.Text.of("v1"));
    event.put("kind", Tree.Text.of(Kind.EVENT.name()));
    event.put(
        "metadata",
        texts("name", meta.name() + "." + Long.toHexString(unique), "namespace", namespace));
    event.put("involvedObject", Tree.Obj.of(about));
    event.put("reason", Tree.Text.of(note.reason()));
    event.put("message", Tree.Text.of(note.message()));
    event.put("source", texts("component", note.component()));
    event.put("firstTimestamp", Tree.Text.of(text(told.at())));
    event.put("lastTimestamp", Tree.Text.of(text(told.at())));
    event.put("count", Tree.Num.of(1));
    event.put("type", Tree.Text.of(note.type().text()));
    event.put("eventTime", Tree.Null.NONE);
    event.put("reportingComponent", Tree.Text.of(note.component()));
    event.put("reportingInstance", Tree.Text.of(""));
    return Tree.Obj.of(event);
  }

  private static Tree.Obj texts(String... namesAndValues) {
    Map<String, Tree> texts = new LinkedHashMap<>();
    List<String> all = List.of(namesAndValues);
    for (int i = 0; i < all.size(); i += 2) texts.put(all.get(i), Tree.Text.of(all.get(i + 1)));
    return Tree.Obj.of(texts);
  }

  /// RFC 3339 in whole seconds of UTC.
  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
