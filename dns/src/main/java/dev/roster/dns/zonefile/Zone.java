package dev.roster.dns.zonefile;

import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordData.Soa;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.pipeline.PlanTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The records of a zone, immutable. SOA and NS of the apex and their signatures stand apart, as in
/// CoreDNS: what is asked of the apex otherwise sees only the rest.
final class Zone {
  private static final byte ASTERISK = '*';

  private final Name origin;
  private final ResourceRecord soa;
  private final List<ResourceRecord> soaSignatures = new ArrayList<>();
  private final List<ResourceRecord> nameServers = new ArrayList<>();
  private final List<ResourceRecord> nameServerSignatures = new ArrayList<>();
  private final Map<Name, Node> nodes = new HashMap<>();
  private final Name[] sorted;
  private final boolean signed;
  private final PlanTable plans = new PlanTable();

  private Zone(Name origin, ResourceRecord soa, List<ResourceRecord> records) {
    this.origin = origin;
    this.soa = soa;
    boolean dnssec = false;
    for (ResourceRecord record : records) {
      dnssec |= record.type() == RecordType.RRSIG || record.type() == RecordType.NSEC;
      dnssec |= record.type() == RecordType.DS;
      insert(record);
    }
    this.signed = dnssec;
    this.sorted = nodes.keySet().toArray(new Name[0]);
    Arrays.sort(sorted);
  }

  /// A zone, or what is wrong with its records.
  sealed interface Made {
    /// It can be answered from.
    record Whole(Zone zone) implements Made {}

    /// For a message.
    record Refused(String why) implements Made {}
  }

  /// The zone that records make, the last SOA being its own.
  static Made of(Name origin, List<ResourceRecord> records) {
    Optional<ResourceRecord> soa = Optional.empty();
    List<ResourceRecord> folded = new ArrayList<>(records.size());
    for (ResourceRecord record : records) {
      if (record.type() == RecordType.NSEC3 || record.type() == RecordType.NSEC3PARAM) {
        return new Made.Refused("zones with NSEC3 are not supported: " + record.owner());
      }
      ResourceRecord lower = folded(record);
      folded.add(lower);
      if (lower.type() == RecordType.SOA) soa = Optional.of(lower);
    }
    if (soa.isEmpty()) return new Made.Refused("no SOA record for " + origin);
    return new Made.Whole(new Zone(origin.folded(), soa.get(), folded));
  }

  /// Names that answers and further lookups take are in lower case; owners and targets of SRV keep
  /// theirs, as in CoreDNS.
  private static ResourceRecord folded(ResourceRecord record) {
    RecordData data =
        switch (record.data()) {
          case RecordData.Ns(Name host) -> new RecordData.Ns(host.folded());
          case RecordData.Cname(Name target) -> new RecordData.Cname(target.folded());
          case RecordData.Mx(int preference, Name exchange) ->
              new RecordData.Mx(preference, exchange.folded());
          case Soa soa ->
              new Soa(
                  soa.mname().folded(),
                  soa.rname().folded(),
                  soa.serial(),
                  soa.refresh(),
                  soa.retry(),
                  soa.expire(),
                  soa.minimum());
          case RecordData.Unknown unknown -> Targets.folded(unknown);
          default -> record.data();
        };
    Name owner = record.type() == RecordType.SRV ? record.owner() : record.owner().folded();
    return new ResourceRecord(owner, record.ttlSeconds(), data, record.recordClass());
  }

  private void insert(ResourceRecord record) {
    int covered = Node.covered(record);
    boolean apex = record.owner().equals(origin);
    if (record.type() == RecordType.SOA) return;
    if (covered == RecordType.SOA) soaSignatures.add(record);
    else if (apex && record.type() == RecordType.NS) nameServers.add(record);
    else if (apex && covered == RecordType.NS) nameServerSignatures.add(record);
    else nodes.computeIfAbsent(record.owner(), Node::new).add(record);
  }

  Name origin() {
    return origin;
  }

  /// The SOA's serial, an unsigned 32 bit number.
  long serial() {
    return soa.data() instanceof Soa data ? data.serial() : 0;
  }

  /// Whether answers to those who want signatures differ from others.
  boolean signed() {
    return signed;
  }

  /// Where answers from this zone are remembered.
  PlanTable plans() {
    return plans;
  }

  List<ResourceRecord> soa(boolean withSignatures) {
    return withSignatures ? joined(List.of(soa), soaSignatures) : List.of(soa);
  }

  List<ResourceRecord> nameServers(boolean withSignatures) {
    return withSignatures ? joined(nameServers, nameServerSignatures) : nameServers;
  }

  private static List<ResourceRecord> joined(List<ResourceRecord> one, List<ResourceRecord> more) {
    List<ResourceRecord> all = new ArrayList<>(one);
    all.addAll(more);
    return all;
  }

  /// The node of a name, if it has records beyond those that stand apart.
  Optional<Node> find(Name name) {
    return Optional.ofNullable(nodes.get(name));
  }

  /// The last name with a node up to this one, in canonical order (RFC 4034 section 6.1).
  Optional<Node> before(Name name) {
    int at = Arrays.binarySearch(sorted, name);
    int index = at >= 0 ? at : -at - 2;
    return index < 0 ? Optional.empty() : find(sorted[index]);
  }

  /// Whether the first name from this one on is below it; a name that has a node counts as having
  /// none below, as in CoreDNS.
  boolean hasBelow(Name name) {
    int at = Arrays.binarySearch(sorted, name);
    if (at >= 0) return false;
    int index = -at - 1;
    return index < sorted.length && sorted[index].isIn(name);
  }

  /// Whether a name begins with an asterisk label.
  static boolean isWildcard(Name name) {
    return name.wireLength() > 2 && name.wireByte(0) == 1 && name.wireByte(1) == ASTERISK;
  }

  /// All records as a transfer sends them: the apex, the names in canonical order, the SOA again.
  Iterator<ResourceRecord> transferred() {
    return transfer().iterator();
  }

  private List<ResourceRecord> transfer() {
    List<ResourceRecord> all = new ArrayList<>(soa(true));
    all.addAll(nameServers(true));
    for (Name name : sorted) all.addAll(find(name).map(Node::all).orElse(List.of()));
    all.add(soa);
    return all;
  }
}
