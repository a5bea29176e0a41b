package dev.roster.engine.feed;

import dev.roster.core.catalog.Fact;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.FactReader;
import dev.roster.engine.objects.FactReader.Reading;
import dev.roster.engine.store.Change;
import dev.roster.engine.store.Listing;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Watch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The embedded store as an origin: every kind is said once as a whole, then change by change, with
/// the store's revisions as positions. When the store can't tell a change any more, everything is
/// said as a whole again.
public final class StoreSource implements ObjectSource {
  /// The kinds that names are made of.
  public static final List<Kind> KINDS =
      List.of(
          Kind.NAMESPACE,
          Kind.NODE,
          Kind.SERVICE,
          Kind.STATEFUL_SET,
          Kind.POD,
          Kind.ENDPOINT_SLICE,
          Kind.SERVICE_IMPORT);

  /// How long to wait before the next try when the store refuses to be watched.
  public static final int REFUSED_PAUSE_MILLIS = 100;

  private static final System.Logger LOG = System.getLogger(StoreSource.class.getName());

  private final ObjectStore store;
  private final Semaphore never = new Semaphore(0);

  public StoreSource(ObjectStore store) {
    this.store = store;
  }

  @Override
  public void run(ObjectSink sink) throws InterruptedException {
    while (true) {
      Map<Kind, Long> listed = sayAll(sink);
      long oldest = listed.values().stream().mapToLong(Long::longValue).min().orElse(0);
      Optional<String> refused;
      try (Watch watch = store.watch(Set.copyOf(KINDS), oldest)) {
        refused = follow(watch, listed, sink);
      }
      if (refused.isPresent()) {
        List<ObjectEvent> lost = new ArrayList<>();
        for (Kind kind : KINDS) {
          lost.add(new ObjectEvent.Lost(ObjectKey.LOCAL, kind, refused.get()));
        }
        sink.accept(lost);
        never.tryAcquire(REFUSED_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  /// Says each kind as a whole; gives the revision of each list.
  private Map<Kind, Long> sayAll(ObjectSink sink) {
    Map<Kind, Long> listed = new HashMap<>();
    List<ObjectEvent> events = new ArrayList<>();
    for (Kind kind : KINDS) {
      Listing listing = store.list(kind, "");
      listed.put(kind, listing.revision());
      List<Fact> facts = new ArrayList<>();
      for (StoredObject object : listing.objects()) {
        if (read(object.tree()) instanceof Reading.Read(var fact)) facts.add(fact);
      }
      String position = Long.toString(listing.revision());
      events.add(new ObjectEvent.Replace(ObjectKey.LOCAL, kind, facts, position));
      events.add(new ObjectEvent.Synced(ObjectKey.LOCAL, kind));
    }
    sink.accept(events);
    return listed;
  }

  /// Says changes until the watch is gone.
  ///
  /// @return why, if it never told anything: then listing at once again would only spin
  private static Optional<String> follow(Watch watch, Map<Kind, Long> listed, ObjectSink sink)
      throws InterruptedException {
    boolean told = false;
    while (true) {
      switch (watch.take()) {
        case Watch.Next.Changes(var changes) -> {
          told = true;
          List<ObjectEvent> events = new ArrayList<>();
          for (Change change : changes) {
            // The lists were taken one after the other: later ones hold this change already.
            long known = listed.getOrDefault(change.object().key().kind(), 0L);
            if (change.revision() > known) event(change).ifPresent(events::add);
          }
          if (!events.isEmpty()) sink.accept(events);
        }
        case Watch.Next.Gone(var reason) -> {
          return told ? Optional.empty() : Optional.of(reason);
        }
      }
    }
  }

  private static Optional<ObjectEvent> event(Change change) {
    String position = Long.toString(change.revision());
    ObjectKey key = change.object().key();
    return switch (change) {
      case Change.Deleted _ -> Optional.of(new ObjectEvent.Delete(key, position));
      case Change.Added(var object) -> put(object.tree(), position);
      case Change.Modified(var object, var _) -> put(object.tree(), position);
    };
  }

  private static Optional<ObjectEvent> put(Tree.Obj tree, String position) {
    return switch (read(tree)) {
      case Reading.Read(var fact) -> Optional.of(new ObjectEvent.Put(fact, position));
      case Reading.Nothing(var key) -> Optional.of(new ObjectEvent.Delete(key, position));
      case Reading.Ignored() -> Optional.empty();
      // What was known of it stays.
      case Reading.Broken(var _, var _) -> Optional.empty();
    };
  }

  private static Reading read(Tree.Obj tree) {
    Reading reading = FactReader.fact(ObjectKey.LOCAL, tree);
    if (reading instanceof Reading.Broken(var path, var message)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} {1}/{2} gives no names: {3}: {4}",
          tree.text("kind"),
          tree.text("metadata", "namespace"),
          tree.text("metadata", "name"),
          path,
          message);
    }
    return reading;
  }
}
