package dev.roster.core.catalog;

import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.names.ServiceGrammar;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The server's own names in a zone: of the Services that have one of its addresses as a ready
/// member, with their addresses (all members of that slice where headless); `ns.dns.ZONE` with its
/// own addresses where there is none.
///
/// CoreDNS takes loopback for no address of the server. A server that listens on loopback alone
/// still names itself: a zone has a name server.
final class NameServers {
  private final Catalog catalog;
  private final ZoneOptions options;
  private final Name zone;
  private final RecordSets records;

  NameServers(Catalog catalog, ZoneOptions options, Name zone, RecordSets records) {
    this.catalog = catalog;
    this.options = options;
    this.zone = zone;
    this.records = records;
  }

  /// NS records at the apex, each once, and the addresses of their hosts as additionals.
  Answer records(List<IpAddress> own) {
    List<IpAddress> reachable = withoutLoopback(own);
    List<Entry.At> hosts = hosts(reachable.isEmpty() ? own : reachable);
    Set<Name> names = new LinkedHashSet<>();
    List<ResourceRecord> glue = new ArrayList<>();
    for (Entry.At host : hosts) {
      names.add(host.host());
      glue.add(records.address(host.host(), host.address()));
    }
    if (names.isEmpty()) return new Answer.NoData();
    List<ResourceRecord> servers = new ArrayList<>();
    for (Name name : names) servers.add(records.record(zone, new RecordData.Ns(name)));
    return new Answer.Records(servers, glue);
  }

  /// What `ns.dns.ZONE` has: the addresses of all of them, as CoreDNS.
  List<Entry> entries(List<IpAddress> own) {
    return List.copyOf(hosts(withoutLoopback(own)));
  }

  /// The server's addresses from outside: those that reach the Services that it is a member of
  /// (with `headless` members of headless ones), else its own.
  List<IpAddress> external(List<IpAddress> own, boolean headless) {
    List<IpAddress> addresses = new ArrayList<>();
    boolean member =
        slicesOf(
            withoutLoopback(own),
            (roster, service, slice) -> {
              if (headless && service.type() == ServiceFact.Type.HEADLESS) {
                members(roster, slice, (block, at) -> addresses.add(block.address(at)));
              } else {
                addresses.addAll(service.externalIps());
              }
            });
    return member ? addresses : withoutLoopback(own);
  }

  private interface SliceVisitor {
    void slice(Roster roster, ServiceFact service, String slice);
  }

  /// Tells each slice that has one of the addresses as a ready member, with its Service; returns
  /// whether there is such a slice, be its Service there or not.
  private boolean slicesOf(List<IpAddress> own, SliceVisitor visitor) {
    boolean member = false;
    for (IpAddress address : own) {
      for (Roster roster : catalog.at(address)) {
        if (options.noEndpoints()) continue;
        Set<String> slices = new LinkedHashSet<>();
        roster.at(
            address,
            (block, at) -> {
              if (block.isReady(at) && records.shows(block)) slices.add(block.slice());
            });
        member |= !slices.isEmpty();
        records
            .service(roster)
            .ifPresent(service -> {
              for (String slice : slices) visitor.slice(roster, service, slice);
            });
      }
    }
    return member;
  }

  private static void members(Roster roster, String slice, Roster.Visitor visitor) {
    for (MemberBlock block : roster.slice(slice)) {
      for (int i = 0; i < block.count(); i++) if (block.isReady(i)) visitor.member(block, i);
    }
  }

  private List<Entry.At> hosts(List<IpAddress> own) {
    List<Entry.At> entries = new ArrayList<>();
    boolean member =
        slicesOf(own, (roster, service, slice) -> addHosts(entries, roster, service, slice));
    if (member) return entries;
    Name host = zone.child("dns").child("ns");
    for (IpAddress address : own) entries.add(new Entry.At(address, 0, host));
    return entries;
  }

  private void addHosts(List<Entry.At> entries, Roster roster, ServiceFact service, String slice) {
    Optional<Name> name = records.serviceName(roster.key());
    if (name.isEmpty()) return;
    if (service.type() != ServiceFact.Type.HEADLESS) {
      for (IpAddress address : service.clusterIps()) {
        entries.add(new Entry.At(address, 0, name.get()));
      }
      return;
    }
    members(
        roster,
        slice,
        (block, at) ->
            ServiceGrammar.endpointName(name.get(), block.label(at, options.endpointPodNames()))
                .ifPresent(host -> entries.add(new Entry.At(block.address(at), 0, host))));
  }

  static List<IpAddress> withoutLoopback(List<IpAddress> own) {
    return own.stream().filter(address -> !isLoopback(address)).toList();
  }

  private static boolean isLoopback(IpAddress address) {
    if (address.isIpv4()) return address.byteAt(0) == 127;
    byte[] loopback = new byte[16];
    loopback[15] = 1;
    return Arrays.equals(address.toBytes(), loopback);
  }
}
