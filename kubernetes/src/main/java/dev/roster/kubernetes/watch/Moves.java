package dev.roster.kubernetes.watch;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.catalog.Roster;
import dev.roster.core.catalog.ServiceKey;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.engine.feed.ObjectEvent;
import dev.roster.engine.feed.ObjectSink;
import dev.roster.kubernetes.watch.HeldSlice.Held;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Holds back that an address is gone. When members move between slices, the slice that loses them
/// is often told before the one that has them now; without this they would have no name meanwhile.
///
/// Held is an address that a slice named as ready and no longer names, unless another slice of its
/// Service names it: for [#HOLD_MAX], or to the end of the list while all slices are listed, or
/// until some slice of the Service names it. What a slice still names takes effect at once, be it
/// not ready or terminating; so does the end of a Service.
///
/// It stands in front of the catalog and looks into it for what was there before. Events pass in
/// the order in which they come.
public final class Moves implements ObjectSink, AutoCloseable {
  /// How long an address is held.
  public static final Duration HOLD_MAX = Duration.ofMillis(50);

  /// Addresses that are held at one time; what is beyond is gone at once.
  public static final int ADDRESSES_MAX = 20_000;

  private final ObjectSink next;
  private final Supplier<Catalog> catalog;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock(); // before the catalog's loop, never behind
  private final Condition changed = lock.newCondition();
  private final HeldSlices slices = new HeldSlices(); // guarded by lock
  private final Set<String> listing = new HashSet<>(); // origins; guarded by lock
  private boolean releasing; // whether that thread runs; guarded by lock
  private boolean closed; // guarded by lock
  private volatile Counts counts = new Counts(0, 0, 0); // written under lock

  /// What became of addresses.
  ///
  /// @param held those that were held so far
  /// @param moved those of them that some slice named in time
  /// @param gone those of them that none did
  public record Counts(long held, long moved, long gone) {
    private Counts and(long moreHeld, long moreMoved, long moreGone) {
      return new Counts(held + moreHeld, moved + moreMoved, gone + moreGone);
    }
  }

  /// @param next where events go
  /// @param catalog the catalog that `next` keeps
  public Moves(ObjectSink next, Supplier<Catalog> catalog, LongSupplier nanoTime) {
    this.next = next;
    this.catalog = catalog;
    this.nanoTime = nanoTime;
  }

  /// What became of addresses so far.
  public Counts counts() {
    return counts;
  }

  @Override
  public void accept(List<ObjectEvent> events) {
    pass(events);
  }

  /// Holds all parts until they are told: made for few.
  @Override
  public boolean acceptParts(Parts parts) {
    List<ObjectEvent> all = new ArrayList<>();
    return parts.tell(all::addAll) && pass(all);
  }

  /// Tells the truth of all that is held, and holds nothing more.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      Passing passing = new Passing();
      for (HeldSlice slice : slices.all()) passing.drop(slice, true);
      passing.tell();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean pass(List<ObjectEvent> events) {
    lock.lock();
    try {
      Passing passing = new Passing();
      for (ObjectEvent event : events) passing.event(event);
      boolean told = passing.tell(); // within the lock: what comes next must come behind it
      if (!slices.isEmpty()) releaseLater();
      return told;
    } finally {
      lock.unlock();
    }
  }

  private void releaseLater() {
    if (releasing) {
      changed.signalAll();
      return;
    }
    releasing = true;
    Thread.ofVirtual().name("moves").start(this::release);
  }

  /// Runs while something is held.
  private void release() {
    lock.lock();
    try {
      while (!slices.isEmpty() && !closed) {
        long left = untilNext();
        if (left > 0) {
          changed.awaitNanos(left);
        } else {
          Passing passing = new Passing();
          passing.expire(nanoTime.getAsLong());
          passing.tell();
        }
      }
    } catch (InterruptedException nobodyDoes) {
      Thread.currentThread().interrupt();
    } finally {
      releasing = false;
      lock.unlock();
    }
  }

  private long untilNext() {
    long now = nanoTime.getAsLong();
    long left = Long.MAX_VALUE;
    for (HeldSlice slice : slices.all()) {
      for (Held each : slice.held()) {
        if (!each.toListEnd()) left = Math.min(left, each.untilNanos() - now);
      }
    }
    return left;
  }

  /// Some events on their way, in the lock.
  private final class Passing {
    private final List<ObjectEvent> out = new ArrayList<>();
    // What these events said of slices, before the catalog knows; empty: gone.
    private final Map<ObjectKey, Optional<SliceFact>> said = new HashMap<>();

    void event(ObjectEvent event) {
      switch (event) {
        case ObjectEvent.Put(SliceFact slice, String position) -> put(slice, position);
        case ObjectEvent.Delete(ObjectKey key, String position)
            when key.kind().equals(Kind.ENDPOINT_SLICE) ->
            delete(key, position);
        case ObjectEvent.Delete(ObjectKey key, String _) -> {
          out.add(event);
          dropAll(slice -> slice.service().objectKey().equals(key));
        }
        case ObjectEvent.Only(String origin, Kind kind, Set<ObjectKey> all) ->
            only(event, origin, kind, all);
        case ObjectEvent.Replace(String origin, Kind kind, var _, String _) -> {
          if (kind.equals(Kind.ENDPOINT_SLICE)) {
            slices.removeIf(slice -> slice.key().origin().equals(origin));
          }
          out.add(event);
        }
        case ObjectEvent.Listing(String origin, Kind kind) -> {
          if (kind.equals(Kind.ENDPOINT_SLICE)) listing.add(origin);
          out.add(event);
        }
        case ObjectEvent.Put _, ObjectEvent.Reached _, ObjectEvent.Synced _, ObjectEvent.Lost _ ->
            out.add(event);
      }
    }

    boolean tell() {
      if (out.isEmpty()) return true;
      return next.acceptParts(each -> {
        each.accept(out);
        return true;
      });
    }

    private void put(SliceFact slice, String position) {
      Optional<SliceFact> before = before(slice.key());
      if (before.isPresent() && !sameService(before.get(), slice)) before = Optional.empty();
      List<Held> kept = kept(before, slice);
      said.put(slice.key(), Optional.of(slice));
      if (kept.isEmpty()) {
        out.add(new ObjectEvent.Put(slice, position));
      } else {
        HeldSlice held = new HeldSlice(Optional.of(slice), slice, kept);
        slices.put(held);
        out.add(new ObjectEvent.Put(held.shown(), position));
      }
      if (!slices.isEmpty()) named(slice);
    }

    private void delete(ObjectKey key, String position) {
      Optional<SliceFact> before = before(key);
      List<Held> kept = before.isEmpty() ? List.of() : kept(before, without(before.get()));
      said.put(key, Optional.empty());
      if (kept.isEmpty()) {
        out.add(new ObjectEvent.Delete(key, position));
        return;
      }
      HeldSlice held = new HeldSlice(Optional.empty(), without(before.get()), kept);
      slices.put(held);
      out.add(new ObjectEvent.Put(held.shown(), position));
    }

    private static SliceFact without(SliceFact slice) {
      return new SliceFact(slice.key(), slice.service(), slice.ports(), List.of(), slice.labels());
    }

    private static boolean sameService(SliceFact a, SliceFact b) {
      return HeldSlice.serviceOf(a).equals(HeldSlice.serviceOf(b));
    }

    /// The slice as the catalog has it once it has taken `out`.
    private Optional<SliceFact> before(ObjectKey key) {
      HeldSlice held = slices.get(key);
      if (held != null) return Optional.of(held.shown());
      Optional<SliceFact> now = said.get(key);
      return now != null ? now : catalog.get().slice(key);
    }

    /// What is to be held of a slice that was this before; takes the slice out of those held.
    private List<Held> kept(Optional<SliceFact> before, SliceFact slice) {
      HeldSlice old = slices.remove(slice.key());
      List<Held> were = old == null ? List.of() : old.held();
      if (before.isEmpty() || closed) return List.of();
      if (were.isEmpty()) {
        List<EndpointFact> gone = Addresses.gone(before.get(), slice);
        return gone.isEmpty() ? List.of() : kept(gone, Set.of(), were, slice);
      }
      return kept(Addresses.single(before.get().endpoints()), Addresses.of(slice), were, slice);
    }

    /// Which of these are to be held.
    ///
    /// @param named addresses that the slice names
    /// @param were what was held of it
    private List<Held> kept(
        List<EndpointFact> of, Set<IpAddress> named, List<Held> were, SliceFact slice) {
      ServiceKey service = HeldSlice.serviceOf(slice);
      Optional<Roster> roster = catalog.get().roster(service);
      boolean exists = roster.isPresent() && roster.get().service().isPresent();
      List<Held> kept = new ArrayList<>();
      for (EndpointFact each : of) {
        IpAddress address = each.addresses().getFirst();
        Optional<Held> was = were.stream().filter(held -> held.endpoint().equals(each)).findFirst();
        if (!each.ready() || !exists) continue;
        if (named.contains(address) || isNamedElsewhere(roster.get(), slice.key(), address)) {
          if (was.isPresent()) counts = counts.and(0, 1, 0);
          continue;
        }
        if (was.isPresent()) {
          kept.add(was.get());
        } else if (slices.addresses() + kept.size() < ADDRESSES_MAX) {
          counts = counts.and(1, 0, 0);
          long until = nanoTime.getAsLong() + HOLD_MAX.toNanos();
          kept.add(new Held(each, until, listing.contains(service.origin())));
        }
      }
      return kept;
    }

    private boolean isNamedElsewhere(Roster roster, ObjectKey than, IpAddress address) {
      for (Map.Entry<ObjectKey, Optional<SliceFact>> each : said.entrySet()) {
        if (each.getKey().equals(than) || each.getValue().isEmpty()) continue;
        SliceFact other = each.getValue().get();
        boolean same = HeldSlice.serviceOf(other).equals(roster.key());
        if (same && Addresses.of(other).contains(address)) return true;
      }
      return roster.isNamed(
          address,
          name -> {
            ObjectKey key =
                new ObjectKey(than.origin(), Kind.ENDPOINT_SLICE, than.namespace(), name);
            return !name.equals(than.name()) && !said.containsKey(key);
          });
    }

    /// A slice names addresses: others need not hold them any more.
    private void named(SliceFact slice) {
      Set<IpAddress> named = Addresses.of(slice);
      ServiceKey service = HeldSlice.serviceOf(slice);
      for (HeldSlice other : slices.of(service)) {
        if (other.key().equals(slice.key())) continue;
        keep(other, held -> !named.contains(held.address()), true);
      }
    }

    void expire(long now) {
      for (HeldSlice slice : slices.all()) {
        keep(slice, held -> held.toListEnd() || held.untilNanos() - now > 0, false);
      }
    }

    private void keep(HeldSlice slice, Predicate<Held> kept, boolean moved) {
      List<Held> left = slice.held().stream().filter(kept).toList();
      int less = slice.held().size() - left.size();
      if (less == 0) return;
      counts = moved ? counts.and(0, less, 0) : counts.and(0, 0, less);
      if (left.isEmpty()) {
        slices.remove(slice.key());
        out.add(slice.truth());
        return;
      }
      HeldSlice now = slice.with(left);
      slices.put(now);
      out.add(new ObjectEvent.Put(now.shown(), ""));
    }

    private void dropAll(Predicate<HeldSlice> which) {
      if (slices.isEmpty()) return;
      for (HeldSlice slice : slices.all()) {
        if (which.test(slice)) drop(slice, true);
      }
    }

    /// @param tell whether the catalog still has it
    private void drop(HeldSlice slice, boolean tell) {
      slices.remove(slice.key());
      counts = counts.and(0, 0, slice.held().size());
      if (tell) out.add(slice.truth());
    }

    private void only(ObjectEvent event, String origin, Kind kind, Set<ObjectKey> all) {
      out.add(event);
      if (kind.equals(Kind.ENDPOINT_SLICE)) {
        listing.remove(origin);
        for (HeldSlice slice : slices.all()) {
          if (slice.key().origin().equals(origin)) drop(slice, all.contains(slice.key()));
        }
      } else {
        dropAll(slice -> {
          ObjectKey service = slice.service().objectKey();
          boolean meant = service.kind().equals(kind) && service.origin().equals(origin);
          return meant && !all.contains(service);
        });
      }
    }
  }
}
