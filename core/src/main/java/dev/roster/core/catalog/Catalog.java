package dev.roster.core.catalog;

import dev.roster.core.catalog.Fact.DeclaredSetFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.LabelSelector;
import dev.roster.core.objects.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is known now: an immutable index of rosters. An edit shares all that it does not touch, so
/// its cost is the size of the change.
///
/// Kinds have no common order: slices are kept by the Service that they name whether or not it
/// exists; a name exists only if its Service does.
public final class Catalog {
  /// The catalog that knows nothing, of no incarnation.
  public static final Catalog EMPTY = empty(0);

  /// How long an origin may be lost before answers from what it said last say so.
  public static final Duration STALE_AFTER = Duration.ofSeconds(30);

  private final Revision revision;
  private final Cut cut;
  private final PlanSlot plans;
  private final Indexes indexes;
  private final Feeds feeds;
  private final Object known;

  /// The indexes, each by a hash of what it is asked for.
  record Indexes(
      HashIndex<Roster> rosters, // namespace and name
      HashIndex<ServiceKey> addresses, // of members, ready or not, and of Services
      HashIndex<SliceOwner> slices, // object key
      HashIndex<DeclaredSetFact> sets, // object key
      HashIndex<NamespaceEntry> namespaces, // name
      HashIndex<PodEntry> pods, // object key
      HashIndex<PodEntry> podAddresses, // primary address
      HashIndex<Object> texts) {
    static final Indexes EMPTY =
        new Indexes(
            HashIndex.empty(),
            HashIndex.empty(),
            HashIndex.empty(),
            HashIndex.empty(),
            HashIndex.empty(),
            HashIndex.empty(),
            HashIndex.empty(),
            HashIndex.empty());

    /// The same with other addresses.
    Indexes with(HashIndex<ServiceKey> others) {
      return new Indexes(rosters, others, slices, sets, namespaces, pods, podAddresses, texts);
    }
  }

  /// Which Service a slice names.
  record SliceOwner(ServiceKey service, String slice) {}

  Catalog(Revision revision, Cut cut, PlanSlot plans, Indexes indexes, Feeds feeds, Object known) {
    this.revision = revision;
    this.cut = cut;
    this.plans = plans;
    this.indexes = indexes;
    this.feeds = feeds;
    this.known = known;
  }

  /// The catalog that knows nothing.
  public static Catalog empty(long incarnation) {
    return new Catalog(
        new Revision(incarnation, 0),
        Cut.NONE,
        new PlanSlot(),
        Indexes.EMPTY,
        Feeds.NONE,
        new Object());
  }

  /// What an edit gives.
  ///
  /// @param next the catalog after it
  /// @param changed the Services of which something differs, in order
  /// @param visible whether some answer differs; only then `next` has a new revision
  public record Change(Catalog next, List<ServiceKey> changed, boolean visible) {
    public Change {
      changed = List.copyOf(changed);
    }
  }

  /// The catalog after these steps.
  ///
  /// @param unixSeconds now, for the serial: it becomes max(last + 1, now) if some answer differs,
  ///   at most once for each second; the rest waits for [#settled] or an edit
  public Change edit(List<CatalogEdit> steps, long unixSeconds) {
    IndexSteps<ServiceKey> addresses = new IndexSteps<>();
    CatalogEditor editor = new CatalogEditor(this, addresses);
    for (CatalogEdit step : steps) editor.apply(step);
    return editor.edited().with(addresses).change(unixSeconds);
  }

  /// Which publication this is.
  public Revision revision() {
    return revision;
  }

  /// The SOA serial: unix seconds of the cut that showed the last change of some answer, one more
  /// where that is taken. Answers may be newer, by what [#isSettled] tells of.
  public long serial() {
    return cut.serials().internal();
  }

  /// The SOA serial of a zone that shows these aspects, see [ZoneOptions#aspects]. No allocation.
  public long serial(int aspects) {
    return cut.serials().latest(aspects);
  }

  /// The view that zone transfers serve: what the serials stand for.
  public Catalog cut() {
    Catalog view = cut.view();
    return view == null ? this : view;
  }

  /// Whether no change waits for its serial.
  public boolean isSettled() {
    return cut.waiting() == 0;
  }

  /// The catalog with what waits cut; this where nothing waits, or this second has had its cut.
  public Catalog settled(long unixSeconds) {
    Cut next = cut.settled(unixSeconds);
    if (next.equals(cut)) return this;
    return new Catalog(revision.next(), next, new PlanSlot(), indexes, feeds, known);
  }

  Cut lastCut() {
    return cut;
  }

  /// Where zone-wide plans hang (denials); stays the same while nothing but positions moves.
  public PlanSlot plans() {
    return plans;
  }

  /// The same object in all later catalogs until of some kind all becomes known, or no longer is,
  /// or another origin is heard of: what derives from that alone holds as long.
  public Object known() {
    return known;
  }

  /// The roster of a Service that exists or of which slices or declared members are known.
  public Optional<Roster> roster(ServiceKey key) {
    return Optional.ofNullable(find(key));
  }

  @Nullable Roster find(ServiceKey key) {
    int hash = hashOf(key.namespace(), key.name());
    return indexes.rosters.first(hash, roster -> roster.key().equals(key));
  }

  /// A slice as it is held; empty where none is, or one of no Service. Members whose address is a
  /// name are not among its endpoints.
  public Optional<Fact.SliceFact> slice(ObjectKey key) {
    SliceOwner[] owner = {null};
    indexes.slices.forEach(
        hashOf(key),
        each -> {
          ServiceKey service = each.service();
          boolean meant =
              each.slice().equals(key.name())
                  && service.namespace().equals(key.namespace())
                  && service.origin().equals(key.origin());
          if (meant && (owner[0] == null || owner[0].service().imported())) owner[0] = each;
        });
    if (owner[0] == null) return Optional.empty();
    ServiceKey service = owner[0].service();
    Roster roster = find(service);
    List<MemberBlock> blocks = roster == null ? List.of() : roster.slice(key.name());
    if (blocks.isEmpty()) return Optional.empty();
    MemberBlock first = blocks.getFirst();
    return Optional.of(
        new Fact.SliceFact(
            key,
            service.imported() ? "" : service.name(),
            first.ports(),
            PackedEndpoints.held(blocks),
            first.labels()));
  }

  /// The first roster of a namespace and name, in the order of origins: of Services that exist if
  /// any does.
  ///
  /// @param origin the only origin looked at; "": all
  /// @param imported whether a ServiceImport is meant
  Optional<Roster> roster(String origin, String namespace, String name, boolean imported) {
    Roster[] best = {null};
    indexes.rosters.forEach(
        hashOf(namespace, name),
        roster -> {
          ServiceKey key = roster.key();
          boolean meant =
              key.namespace().equals(namespace)
                  && key.name().equals(name)
                  && key.imported() == imported
                  && (origin.isEmpty() || key.origin().equals(origin));
          if (meant && (best[0] == null || isBefore(roster, best[0]))) best[0] = roster;
        });
    return Optional.ofNullable(best[0]);
  }

  static boolean isBefore(Roster a, Roster b) {
    boolean exists = a.service().isPresent();
    if (exists != b.service().isPresent()) return exists;
    return a.key().compareTo(b.key()) < 0;
  }

  /// Whether this very roster is still the one of its Service: what was derived from it holds.
  public boolean isCurrent(Roster roster) {
    return find(roster.key()) == roster;
  }

  /// Tells every roster, in no order that means anything.
  public void rosters(Consumer<Roster> each) {
    indexes.rosters.forEach(each);
  }

  /// How many Services and how many members (ready or not) of their rosters are known.
  ///
  /// @param members endpoints times addresses, duplicates over slices counted
  public record Size(int services, int members) {}

  /// Counts what is known; walks all of it.
  public Size size() {
    int[] counts = {0, 0};
    rosters(roster -> {
      if (roster.key().imported()) return;
      if (roster.service().isPresent()) counts[0]++;
      counts[1] += roster.memberCount();
    });
    return new Size(counts[0], counts[1]);
  }

  /// The rosters with a member at an address, ready or not, or with it as virtual or external
  /// address; in the order of keys. Those of ServiceImports are not among them.
  List<Roster> at(IpAddress address) {
    NavigableSet<ServiceKey> keys = new TreeSet<>();
    indexes.addresses.forEach(address.hashCode(), keys::add);
    return keys.stream()
        .flatMap(key -> roster(key).stream())
        .filter(roster -> roster.holds(address))
        .toList();
  }

  /// Whether a namespace exists.
  ///
  /// @param origin the only origin looked at; "": any
  /// @param labels what it must be labelled with
  boolean hasNamespace(String origin, String name, LabelSelector labels) {
    return indexes.namespaces.first(
            name.hashCode(),
            entry ->
                entry.name().equals(name)
                    && entry.exists()
                    && (origin.isEmpty() || entry.origin().equals(origin))
                    && labels.matches(entry.labels()))
        != null;
  }

  /// The first pod, in the order of keys, with this primary address.
  ///
  /// @param origin the only origin looked at; "": any
  /// @param namespace the only namespace looked at; "": any
  /// @param labels what it must be labelled with
  Optional<PodEntry> pod(String origin, String namespace, IpAddress address, LabelSelector labels) {
    PodEntry[] best = {null};
    indexes.podAddresses.forEach(
        address.hashCode(),
        pod -> {
          boolean meant =
              (namespace.isEmpty() || pod.namespace().equals(namespace))
                  && (origin.isEmpty() || pod.origin().equals(origin))
                  && pod.address().equals(address)
                  && labels.matches(pod.labels());
          if (meant && (best[0] == null || pod.key().compareTo(best[0].key()) < 0)) best[0] = pod;
        });
    return Optional.ofNullable(best[0]);
  }

  /// Whether all there is of the kind has been told once.
  public boolean isSynced(String origin, Kind kind) {
    return feeds.of(origin, kind).synced();
  }

  /// Whether some origin can't be heard of some kind since longer than answers go without a word:
  /// what is known then is what it said last.
  public boolean isStale() {
    return feeds.isStale();
  }

  /// As [#isStale()], of one kind of one origin.
  public boolean isStale(String origin, Kind kind) {
    return feeds.isStale() && feeds.of(origin, kind).stale();
  }

  /// The origins that were heard of, in order.
  public NavigableSet<String> origins() {
    return feeds.origins();
  }

  /// The resourceVersion up to which the kind was told; "" where nothing was.
  public String position(String origin, Kind kind) {
    return feeds.of(origin, kind).position();
  }

  Feeds feeds() {
    return feeds;
  }

  Indexes indexes() {
    return indexes;
  }

  /// Bytes of heap that the catalog holds, counted as HotSpot lays objects out with compressed
  /// references; walks all of it.
  public long bytesHeld() {
    long[] bytes = {0};
    indexes.rosters.forEach(roster -> bytes[0] += roster.bytesHeld());
    indexes.pods.forEach(pod -> bytes[0] += pod.bytesHeld());
    indexes.texts.forEach(
        value -> bytes[0] += value instanceof String text ? Footprint.text(text) : 256);
    return bytes[0]
        + indexes.rosters.bytesHeld()
        + indexes.addresses.bytesHeld()
        + indexes.slices.bytesHeld()
        + 24L * indexes.slices.size()
        + indexes.sets.bytesHeld()
        + indexes.namespaces.bytesHeld()
        + indexes.pods.bytesHeld()
        + indexes.podAddresses.bytesHeld()
        + indexes.texts.bytesHeld();
  }

  static int hashOf(String namespace, String name) {
    return 31 * namespace.hashCode() + name.hashCode();
  }

  static int hashOf(ObjectKey key) {
    return 31 * hashOf(key.namespace(), key.name()) + key.origin().hashCode();
  }
}
