package dev.roster.check.conformance;

import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where a case's server listens, who asks it, and what stands behind it.
///
/// @param addresses that the server is bound to
/// @param client that asks, "" for any
/// @param upstream what is forwarded to, if anything is
/// @param zones files of `file` directives: origin, text
/// @param unsynced whether not all objects are known yet
record CaseSetup(
    List<String> addresses,
    String client,
    Optional<CannedUpstream> upstream,
    Map<String, String> zones,
    boolean unsynced) {
  private static final String LOOPBACK = "127.0.0.1";

  /// What the fixture of a whole cluster says of itself: the server is an endpoint of `kube-dns`.
  static final String CLUSTER_SERVER = "10.244.0.53";

  private static final String SOA =
      "3600 IN SOA sns.dns.test. noc.dns.test. 1 7200 3600 1209600 3600\n";

  CaseSetup {
    addresses = List.copyOf(addresses);
    zones = Map.copyOf(zones);
  }

  static CaseSetup of(DnsCase each) {
    List<String> addresses = new ArrayList<>();
    each.config().list("local_ips").forEach(it -> addresses.add(((Tree.Text) it).value()));
    boolean namesItself = each.body().obj("expect").toString().contains("kube-dns.kube-system");
    if (addresses.isEmpty()) addresses.add(namesItself ? CLUSTER_SERVER : LOOPBACK);
    String client = each.config().text("client").isEmpty() ? "" : World.CLUSTER_CLIENT;
    Map<String, String> zones = new LinkedHashMap<>();
    String next = each.config().text("next");
    if (next.startsWith("zone file cluster.local")) {
      zones.put(
          "cluster.local",
          "@ "
              + SOA
              + "@ 3600 IN NS a.iana-servers.net.\n"
              + "@ 3600 IN NS b.iana-servers.net.\n"
              + "foo 3600 IN A 10.10.10.10\n"
              + "f.b.svc 3600 IN A 10.10.10.11\n");
    } else if (next.startsWith("example.net zone")) {
      zones.put(
          "example.net",
          "@ " + SOA + "@ 3600 IN NS ns.example.net.\n" + "foo 3600 IN A 10.10.10.11\n");
    } else if (!next.isEmpty()) {
      throw new IllegalArgumentException(each.id() + ": next is \"" + next + "\"");
    }
    boolean unsynced =
        each.config().get("caches_synced").isPresent() && !each.config().flag("caches_synced");
    return new CaseSetup(addresses, client, CannedUpstream.of(each.body()), zones, unsynced);
  }

  /// Whether it needs addresses that the machine does not have.
  boolean isForeign() {
    return !client.isEmpty() || !addresses.equals(List.of(LOOPBACK));
  }

  /// All foreign addresses.
  List<String> foreignAddresses() {
    List<String> foreign = new ArrayList<>(addresses);
    if (!client.isEmpty()) foreign.add(client);
    foreign.remove(LOOPBACK);
    return foreign;
  }

  /// The address to ask.
  String address() {
    return addresses.getFirst();
  }
}
