package dev.roster.core.catalog;

import dev.roster.core.catalog.Catalog.Change;
import dev.roster.core.catalog.Catalog.Feed;
import dev.roster.core.catalog.Catalog.FeedState;
import dev.roster.core.catalog.Catalog.Indexes;
import dev.roster.core.catalog.Catalog.SliceOwner;
import dev.roster.core.catalog.Fact.DeclaredSetFact;
import dev.roster.core.catalog.Fact.NamespaceFact;
import dev.roster.core.catalog.Fact.NodeFact;
import dev.roster.core.catalog.Fact.PodFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One edit of a catalog: takes steps, gives the change. Used once, by one thread.
final class CatalogEditor {
  private final Catalog base;
  private final Indexes indexes;
  private final Interner interner;
  private final TreeMap<ServiceKey, RosterDraft> drafts = new TreeMap<>();
  private final TreeMap<Feed, FeedState> feeds;
  // What this edit has said of a key so far; empty: gone.
  private final Map<ObjectKey, Optional<ServiceKey>> sliceOwners = new HashMap<>();
  private final Map<ObjectKey, Optional<DeclaredSetFact>> sets = new HashMap<>();
  private final Map<ObjectKey, Optional<PodEntry>> pods = new HashMap<>();
  private final TreeMap<ObjectKey, NamespaceEntry> namespaces = new TreeMap<>();
  private boolean synced;

  CatalogEditor(Catalog base) {
    this.base = base;
    this.indexes = base.indexes();
    this.interner = new Interner(indexes.texts());
    this.feeds = new TreeMap<>(base.feeds());
  }

  void apply(CatalogEdit step) {
    switch (step) {
      case CatalogEdit.Put put -> put(put.fact());
      case CatalogEdit.Delete delete -> delete(delete.key());
      case CatalogEdit.Replace replace -> {
        Set<ObjectKey> gone = held(replace.origin(), replace.kind());
        for (Fact fact : replace.all()) {
          gone.remove(fact.key());
          put(fact);
        }
        gone.forEach(this::delete);
      }
      case CatalogEdit.Synced(String origin, Kind kind) -> {
        FeedState old = feed(origin, kind);
        if (!old.synced()) synced = true;
        feeds.put(new Feed(origin, kind), new FeedState(old.position(), true));
      }
      case CatalogEdit.Reached(String origin, Kind kind, String position) ->
          feeds.put(new Feed(origin, kind), new FeedState(position, feed(origin, kind).synced()));
    }
  }

  private FeedState feed(String origin, Kind kind) {
    return feeds.getOrDefault(new Feed(origin, kind), FeedState.NEW);
  }

  private void put(Fact fact) {
    switch (fact) {
      case ServiceFact service -> {
        RosterDraft draft = draft(keyOf(service.key()));
        draft.service(interned(service, draft.key()));
      }
      case SliceFact slice -> putSlice(slice);
      case NamespaceFact namespace -> {
        NamespaceEntry old = namespace(namespace.key().origin(), namespace.key().name());
        put(
            new NamespaceEntry(
                old.origin(), old.name(), true, namespace.labels(), old.residents()));
      }
      case PodFact pod -> putPod(pod);
      case NodeFact _ -> {} // endpoints carry their node's zone; no answer needs more yet
      case DeclaredSetFact set -> {
        delete(set.key());
        sets.put(set.key(), Optional.of(set));
        draft(governing(set)).declare(set);
      }
    }
  }

  private void putSlice(SliceFact slice) {
    Optional<ServiceKey> owner =
        slice.service().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new ServiceKey(
                    slice.key().origin(), interner.text(slice.key().namespace()), slice.service()));
    Optional<ServiceKey> before = sliceOwner(slice.key());
    if (before.isPresent() && !before.equals(owner)) delete(slice.key());
    owner.ifPresent(service -> {
      RosterDraft draft = draft(service);
      SliceOwner held = oldSliceOwner(slice.key());
      String name = held == null ? slice.key().name() : held.slice();
      draft.slice(name, BlockWriter.blocks(name, slice, interner));
      sliceOwners.put(slice.key(), Optional.of(draft.key()));
    });
  }

  private void putPod(PodFact pod) {
    if (pod.addresses().isEmpty()) {
      delete(pod.key());
      return;
    }
    ObjectKey key = pod.key();
    String namespace = interner.text(key.namespace());
    String origin = interner.text(key.origin());
    pods.put(
        key, Optional.of(new PodEntry(origin, namespace, key.name(), pod.addresses().getFirst())));
  }

  private void delete(ObjectKey key) {
    if (key.kind().equals(Kind.SERVICE)) {
      ServiceKey service = keyOf(key);
      if (drafts.containsKey(service) || base.find(service) != null) draft(service).service(null);
    } else if (key.kind().equals(Kind.ENDPOINT_SLICE)) {
      sliceOwner(key).ifPresent(owner -> draft(owner).slice(key.name(), List.of()));
      sliceOwners.put(key, Optional.empty());
    } else if (key.kind().equals(Kind.NAMESPACE)) {
      NamespaceEntry old = namespace(key.origin(), key.name());
      put(new NamespaceEntry(old.origin(), old.name(), false, Map.of(), old.residents()));
    } else if (key.kind().equals(Kind.POD)) {
      pods.put(key, Optional.empty());
    } else if (key.kind().equals(Kind.STATEFUL_SET)) {
      set(key).ifPresent(set -> draft(governing(set)).undeclare(key));
      sets.put(key, Optional.empty());
    }
  }

  /// The keys of what is held of a kind, this edit's steps included.
  private Set<ObjectKey> held(String origin, Kind kind) {
    Set<ObjectKey> keys = new HashSet<>();
    indexes
        .rosters()
        .forEach(roster -> {
          ServiceKey key = roster.key();
          if (!key.origin().equals(origin)) return;
          if (kind.equals(Kind.SERVICE) && roster.service().isPresent()) keys.add(key.objectKey());
          if (!kind.equals(Kind.ENDPOINT_SLICE)) return;
          for (MemberBlock block : roster.blocks()) {
            keys.add(new ObjectKey(origin, kind, key.namespace(), block.slice()));
          }
        });
    indexes.sets().forEach(set -> keys.add(set.key()));
    indexes.pods().forEach(pod -> keys.add(pod.key()));
    indexes
        .namespaces()
        .forEach(
            entry -> keys.add(new ObjectKey(entry.origin(), Kind.NAMESPACE, "", entry.name())));
    drafts.keySet().forEach(key -> keys.add(key.objectKey()));
    keys.addAll(sliceOwners.keySet());
    keys.addAll(sets.keySet());
    keys.addAll(pods.keySet());
    keys.addAll(namespaces.keySet());
    keys.removeIf(key -> !key.origin().equals(origin) || !key.kind().equals(kind));
    return keys;
  }

  private Optional<ServiceKey> sliceOwner(ObjectKey slice) {
    Optional<ServiceKey> said = sliceOwners.get(slice);
    if (said != null) return said;
    return Optional.ofNullable(oldSliceOwner(slice)).map(SliceOwner::service);
  }

  private @Nullable SliceOwner oldSliceOwner(ObjectKey slice) {
    return indexes
        .slices()
        .first(
            Catalog.hashOf(slice),
            owner ->
                owner.slice().equals(slice.name())
                    && owner.service().namespace().equals(slice.namespace())
                    && owner.service().origin().equals(slice.origin()));
  }

  private Optional<DeclaredSetFact> set(ObjectKey key) {
    Optional<DeclaredSetFact> said = sets.get(key);
    if (said != null) return said;
    return Optional.ofNullable(
        indexes.sets().first(Catalog.hashOf(key), set -> set.key().equals(key)));
  }

  private static ServiceKey governing(DeclaredSetFact set) {
    return new ServiceKey(set.key().origin(), set.key().namespace(), set.service());
  }

  private NamespaceEntry namespace(String origin, String name) {
    ObjectKey key = new ObjectKey(origin, Kind.NAMESPACE, "", name);
    NamespaceEntry said = namespaces.get(key);
    if (said != null) return said;
    NamespaceEntry old = oldNamespace(key);
    return old != null ? old : new NamespaceEntry(origin, name, false, Map.of(), 0);
  }

  private @Nullable NamespaceEntry oldNamespace(ObjectKey key) {
    return indexes
        .namespaces()
        .first(
            key.name().hashCode(),
            entry -> entry.name().equals(key.name()) && entry.origin().equals(key.origin()));
  }

  private void put(NamespaceEntry entry) {
    namespaces.put(new ObjectKey(entry.origin(), Kind.NAMESPACE, "", entry.name()), entry);
  }

  private void resident(String origin, String name, int more) {
    NamespaceEntry old = namespace(origin, name);
    put(
        new NamespaceEntry(
            old.origin(), old.name(), old.stated(), old.labels(), old.residents() + more));
  }

  private ServiceKey keyOf(ObjectKey key) {
    return new ServiceKey(key.origin(), interner.text(key.namespace()), key.name());
  }

  private RosterDraft draft(ServiceKey key) {
    RosterDraft draft = drafts.get(key);
    if (draft == null) {
      Roster before = base.find(key);
      draft = new RosterDraft(before == null ? key : before.key(), before);
      drafts.put(draft.key(), draft);
    }
    return draft;
  }

  private ServiceFact interned(ServiceFact fact, ServiceKey key) {
    List<Port> ports = interner.ports(fact.ports());
    return new ServiceFact(
        key.objectKey(),
        fact.uid(),
        fact.type(),
        fact.clusterIps(),
        fact.externalName(),
        fact.selected(),
        ports,
        fact.labels());
  }

  /// What the steps amount to.
  Change change(long unixSeconds) {
    boolean visible = synced;
    List<ServiceKey> changed = new ArrayList<>();
    HashIndex.Steps<Roster> rosterSteps = new HashIndex.Steps<>();
    HashIndex.Steps<ServiceKey> addressSteps = new HashIndex.Steps<>();
    for (RosterDraft draft : drafts.values()) {
      if (!draft.isChanged()) continue;
      changed.add(draft.key());
      Roster before = draft.before();
      Roster after = draft.after();
      visible |= draft.isVisible(after);
      int hash = Catalog.hashOf(draft.key().namespace(), draft.key().name());
      if (before != null) rosterSteps.remove(hash, before);
      if (after != null) rosterSteps.add(hash, after);
      draft.addressSteps(after, addressSteps);
      int existed = before != null && before.service().isPresent() ? 1 : 0;
      int exists = draft.service() != null ? 1 : 0;
      if (existed != exists) {
        resident(draft.key().origin(), draft.key().namespace(), exists - existed);
      }
    }
    HashIndex.Steps<PodEntry> podSteps = new HashIndex.Steps<>();
    HashIndex.Steps<PodEntry> podAddressSteps = new HashIndex.Steps<>();
    visible |= podSteps(podSteps, podAddressSteps);
    HashIndex.Steps<NamespaceEntry> namespaceSteps = new HashIndex.Steps<>();
    visible |= namespaceSteps(namespaceSteps);
    boolean same = changed.isEmpty() && podSteps.isEmpty() && namespaceSteps.isEmpty();
    if (same && feeds.equals(base.feeds())) return new Change(base, List.of(), false);
    Indexes next =
        same
            ? indexes
            : new Indexes(
                indexes.rosters().after(rosterSteps),
                indexes.addresses().after(addressSteps),
                indexes.slices().after(sliceSteps()),
                indexes.sets().after(setSteps()),
                indexes.namespaces().after(namespaceSteps),
                indexes.pods().after(podSteps),
                indexes.podAddresses().after(podAddressSteps),
                interner.after());
    return new Change(
        new Catalog(
            visible ? base.revision().next() : base.revision(),
            visible ? Math.max(base.serial() + 1, unixSeconds) : base.serial(),
            same && !visible ? base.plans() : new PlanSlot(),
            next,
            feeds),
        changed,
        visible);
  }

  private HashIndex.Steps<SliceOwner> sliceSteps() {
    HashIndex.Steps<SliceOwner> steps = new HashIndex.Steps<>();
    sliceOwners.forEach((slice, service) -> {
      int hash = Catalog.hashOf(slice);
      SliceOwner old = oldSliceOwner(slice);
      if (old != null && service.isPresent() && old.service().equals(service.get())) return;
      if (old != null) steps.remove(hash, old);
      service.ifPresent(key -> steps.add(hash, new SliceOwner(key, slice.name())));
    });
    return steps;
  }

  private HashIndex.Steps<DeclaredSetFact> setSteps() {
    HashIndex.Steps<DeclaredSetFact> steps = new HashIndex.Steps<>();
    sets.forEach((key, now) -> {
      int hash = Catalog.hashOf(key);
      DeclaredSetFact old = indexes.sets().first(hash, set -> set.key().equals(key));
      if (old != null) steps.remove(hash, old);
      now.ifPresent(set -> steps.add(hash, set));
    });
    return steps;
  }

  /// A pod's place in answers: any number of pods may share one.
  private record PodPlace(String origin, String namespace, IpAddress address) {
    static PodPlace of(PodEntry pod) {
      return new PodPlace(pod.origin(), pod.namespace(), pod.address());
    }
  }

  /// Whether some address began or ceased to be that of a pod of its namespace.
  private boolean podSteps(HashIndex.Steps<PodEntry> byKey, HashIndex.Steps<PodEntry> byAddress) {
    Map<PodPlace, Integer> balance = new HashMap<>();
    pods.forEach((key, now) -> {
      int hash = Catalog.hashOf(key);
      PodEntry old = indexes.pods().first(hash, pod -> pod.key().equals(key));
      if (old == null ? now.isEmpty() : now.isPresent() && now.get().equals(old)) return;
      if (old != null) {
        byKey.remove(hash, old);
        byAddress.remove(old.address().hashCode(), old);
        resident(old.origin(), old.namespace(), -1);
        balance.merge(PodPlace.of(old), -1, Integer::sum);
      }
      now.ifPresent(pod -> {
        byKey.add(hash, pod);
        byAddress.add(pod.address().hashCode(), pod);
        resident(pod.origin(), pod.namespace(), 1);
        balance.merge(PodPlace.of(pod), 1, Integer::sum);
      });
    });
    return balance.entrySet().stream().anyMatch(it -> isTurn(it.getKey(), it.getValue()));
  }

  private boolean isTurn(PodPlace place, int more) {
    int[] before = {0};
    indexes
        .podAddresses()
        .forEach(
            place.address().hashCode(),
            pod -> {
              if (PodPlace.of(pod).equals(place)) before[0]++;
            });
    return (before[0] == 0) != (before[0] + more == 0);
  }

  /// Whether some namespace came or went.
  private boolean namespaceSteps(HashIndex.Steps<NamespaceEntry> steps) {
    boolean visible = false;
    for (Map.Entry<ObjectKey, NamespaceEntry> said : namespaces.entrySet()) {
      NamespaceEntry old = oldNamespace(said.getKey());
      NamespaceEntry now = said.getValue();
      if (now.equals(old)) continue;
      boolean kept = now.exists();
      if (old == null && !kept) continue;
      visible |= kept != (old != null && old.exists());
      int hash = now.name().hashCode();
      if (old != null) steps.remove(hash, old);
      if (kept) steps.add(hash, now);
    }
    return visible;
  }
}
