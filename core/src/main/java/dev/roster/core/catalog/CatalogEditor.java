package dev.roster.core.catalog;

import dev.roster.core.catalog.Catalog.Indexes;
import dev.roster.core.catalog.Catalog.SliceOwner;
import dev.roster.core.catalog.Fact.DeclaredSetFact;
import dev.roster.core.catalog.Fact.NamespaceFact;
import dev.roster.core.catalog.Fact.NodeFact;
import dev.roster.core.catalog.Fact.PodFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
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
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One edit of a catalog: takes steps, gives the change. Used once, by one thread.
final class CatalogEditor {
  private final Catalog base;
  private final Indexes indexes;
  private final Interner interner;
  private final TreeMap<ServiceKey, RosterDraft> drafts = new TreeMap<>();
  private final FeedsDraft feeds;
  // What this edit has said of a key so far; empty: gone.
  private final Map<ObjectKey, Set<ServiceKey>> sliceOwners = new HashMap<>();
  private final Map<ObjectKey, Optional<DeclaredSetFact>> sets = new HashMap<>();
  private final Map<ObjectKey, Optional<PodEntry>> pods = new HashMap<>();
  private final TreeMap<ObjectKey, NamespaceEntry> namespaces = new TreeMap<>();

  private final IndexSteps<ServiceKey> addressSteps;

  /// An edit that leaves the index of addresses as it is: what it says of them is added to the
  /// steps. No edit reads that index.
  CatalogEditor(Catalog base, IndexSteps<ServiceKey> addressSteps) {
    this.addressSteps = addressSteps;
    this.base = base;
    this.indexes = base.indexes();
    this.interner = new Interner(indexes.texts());
    this.feeds = new FeedsDraft(base.feeds());
  }

  void apply(CatalogEdit step) {
    switch (step) {
      case CatalogEdit.Put put -> put(put.fact());
      case CatalogEdit.Delete delete -> delete(delete.key());
      case CatalogEdit.Replace replace -> {
        Set<ObjectKey> gone = new HashSet<>();
        held(replace.origin(), replace.kind(), gone::add);
        for (Fact fact : replace.all()) {
          gone.remove(fact.key());
          put(fact);
        }
        gone.forEach(this::delete);
      }
      case CatalogEdit.Only(String origin, Kind kind, Set<ObjectKey> all) -> {
        Set<ObjectKey> gone = new HashSet<>();
        held(
            origin,
            kind,
            key -> {
              if (!all.contains(key)) gone.add(key);
            });
        gone.forEach(this::delete);
      }
      case CatalogEdit.Opening(String origin, Kind kind) -> feeds.opening(origin, kind);
      case CatalogEdit.Synced(String origin, Kind kind) -> feeds.synced(origin, kind);
      case CatalogEdit.Reached(String origin, Kind kind, String position) ->
          feeds.reached(origin, kind, position);
      case CatalogEdit.Stale(String origin, Kind kind, boolean stale) ->
          feeds.stale(origin, kind, stale);
    }
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
    List<ServiceKey> owners = SliceOwners.of(slice);
    List<SliceOwner> held = oldSliceOwners(slice.key());
    boolean stays = !sliceOwners.containsKey(slice.key()) && SliceOwners.isOf(held, owners);
    if (!stays) { // rare: a slice is of the same Service all its life
      for (ServiceKey before : sliceOwners(slice.key())) {
        if (!owners.contains(before)) draft(before).slice(slice.key().name(), List.of());
      }
    }
    Set<ServiceKey> said = new TreeSet<>();
    for (ServiceKey owner : owners) {
      RosterDraft draft = draft(owner);
      String name = SliceOwners.heldName(held, owner, slice.key().name());
      draft.slice(name, BlockWriter.blocks(name, slice, draft.like(name), interner));
      if (!stays) said.add(draft.key());
    }
    if (!stays) sliceOwners.put(slice.key(), said);
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
        key,
        Optional.of(
            new PodEntry(origin, namespace, key.name(), pod.addresses().getFirst(), pod.labels())));
  }

  private void delete(ObjectKey key) {
    if (key.kind().equals(Kind.SERVICE) || key.kind().equals(Kind.SERVICE_IMPORT)) {
      ServiceKey service = keyOf(key);
      if (drafts.containsKey(service) || base.find(service) != null) draft(service).service(null);
    } else if (key.kind().equals(Kind.ENDPOINT_SLICE)) {
      for (ServiceKey owner : sliceOwners(key)) draft(owner).slice(key.name(), List.of());
      sliceOwners.put(key, Set.of());
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

  /// Tells the keys of what is held of a kind, this edit's steps included; some more than once.
  private void held(String origin, Kind kind, Consumer<ObjectKey> each) {
    Consumer<ObjectKey> meant =
        key -> {
          if (key.origin().equals(origin) && key.kind().equals(kind)) each.accept(key);
        };
    HeldKeys.of(indexes, kind, meant);
    sliceOwners.keySet().forEach(meant);
    drafts.keySet().forEach(key -> meant.accept(key.objectKey()));
    pods.keySet().forEach(meant);
    sets.keySet().forEach(meant);
    namespaces.keySet().forEach(meant);
  }

  /// The Services and ServiceImports that a slice is of.
  private Set<ServiceKey> sliceOwners(ObjectKey slice) {
    Set<ServiceKey> said = sliceOwners.get(slice);
    if (said != null) return said;
    Set<ServiceKey> owners = new TreeSet<>();
    for (SliceOwner owner : oldSliceOwners(slice)) owners.add(owner.service());
    return owners;
  }

  private List<SliceOwner> oldSliceOwners(ObjectKey slice) {
    return SliceOwners.held(indexes, slice);
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
    boolean imported = key.kind().equals(Kind.SERVICE_IMPORT);
    return new ServiceKey(key.origin(), key.namespace(), key.name(), imported);
  }

  private RosterDraft draft(ServiceKey key) {
    RosterDraft draft = drafts.get(key);
    if (draft == null) {
      Roster before = base.find(key);
      draft = new RosterDraft(before == null ? interned(key) : before.key(), before);
      drafts.put(draft.key(), draft);
    }
    return draft;
  }

  private ServiceKey interned(ServiceKey key) {
    String namespace = interner.text(key.namespace());
    return new ServiceKey(key.origin(), namespace, key.name(), key.imported());
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
        fact.labels(),
        fact.externals());
  }

  /// What the steps amount to.
  CatalogEdited edited() {
    int seen = feeds.isSynced() ? Serials.ALL : 0;
    AddressIndex index = new AddressIndex(feeds);
    int counted = 0;
    List<ServiceKey> changed = new ArrayList<>();
    IndexSteps<Roster> rosterSteps = new IndexSteps<>();
    for (RosterDraft draft : drafts.values()) {
      if (!draft.isChanged()) continue;
      changed.add(draft.key());
      Roster before = draft.before();
      Roster after = draft.after();
      RosterChange difference = RosterChange.of(draft, after);
      seen |= difference.seen();
      counted |= difference.counted();
      int hash = Catalog.hashOf(draft.key().namespace(), draft.key().name());
      if (before != null) rosterSteps.remove(hash, before);
      if (after != null) rosterSteps.add(hash, after);
      index.steps(draft, after, addressSteps);
      int existed = before != null && before.service().isPresent() ? 1 : 0;
      int exists = draft.service() != null ? 1 : 0;
      if (existed != exists) {
        resident(draft.key().origin(), draft.key().namespace(), exists - existed);
      }
    }
    IndexSteps<PodEntry> podSteps = new IndexSteps<>();
    IndexSteps<PodEntry> podAddressSteps = new IndexSteps<>();
    seen |= podSteps(podSteps, podAddressSteps);
    IndexSteps<NamespaceEntry> namespaceSteps = new IndexSteps<>();
    seen |= namespaceSteps(namespaceSteps);
    boolean same = changed.isEmpty() && podSteps.isEmpty() && namespaceSteps.isEmpty();
    Indexes next =
        same
            ? indexes
            : new Indexes(
                indexes.rosters().after(rosterSteps),
                indexes.addresses(),
                indexes.slices().after(sliceSteps()),
                indexes.sets().after(setSteps()),
                indexes.namespaces().after(namespaceSteps),
                indexes.pods().after(podSteps),
                indexes.podAddresses().after(podAddressSteps),
                interner.after());
    if (feeds.isOpened()) {
      addressSteps.clear(); // all of them are in it
      next = next.with(index.of(next.rosters()));
    }
    return new CatalogEdited(
        base,
        next,
        feeds.all(),
        seen,
        counted,
        feeds.isSynced(),
        changed,
        same,
        feeds.knowsAsMuch());
  }

  private IndexSteps<SliceOwner> sliceSteps() {
    IndexSteps<SliceOwner> steps = new IndexSteps<>();
    if (sliceOwners.isEmpty()) return steps;
    sliceOwners.forEach((slice, services) -> {
      int hash = Catalog.hashOf(slice);
      Set<ServiceKey> before = new TreeSet<>();
      for (SliceOwner old : oldSliceOwners(slice)) {
        before.add(old.service());
        if (!services.contains(old.service())) steps.remove(hash, old);
      }
      for (ServiceKey key : services) {
        if (!before.contains(key)) steps.add(hash, new SliceOwner(key, slice.name()));
      }
    });
    return steps;
  }

  private IndexSteps<DeclaredSetFact> setSteps() {
    IndexSteps<DeclaredSetFact> steps = new IndexSteps<>();
    sets.forEach((key, now) -> {
      int hash = Catalog.hashOf(key);
      DeclaredSetFact old = indexes.sets().first(hash, set -> set.key().equals(key));
      if (old != null) steps.remove(hash, old);
      now.ifPresent(set -> steps.add(hash, set));
    });
    return steps;
  }

  private int podSteps(IndexSteps<PodEntry> byKey, IndexSteps<PodEntry> byAddress) {
    if (pods.isEmpty()) return 0;
    PodSteps steps = new PodSteps(indexes, byKey, byAddress);
    pods.forEach(steps::step);
    steps.residents((namespace, more) -> resident(namespace.origin(), namespace.name(), more));
    return steps.seen();
  }

  /// Which aspects differ: whether some namespace came or went, whether labels changed.
  private int namespaceSteps(IndexSteps<NamespaceEntry> steps) {
    int seen = 0;
    for (Map.Entry<ObjectKey, NamespaceEntry> said : namespaces.entrySet()) {
      NamespaceEntry old = oldNamespace(said.getKey());
      NamespaceEntry now = said.getValue();
      if (now.equals(old)) continue;
      boolean kept = now.exists();
      if (old == null && !kept) continue;
      if (kept != (old != null && old.exists())) seen |= Serials.ALL;
      if (old != null && !old.labels().equals(now.labels())) seen |= Serials.LABELS;
      int hash = now.name().hashCode();
      if (old != null) steps.remove(hash, old);
      if (kept) steps.add(hash, now);
    }
    return seen;
  }
}
