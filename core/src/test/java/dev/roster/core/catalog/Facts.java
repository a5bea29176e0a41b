package dev.roster.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Fact.DeclaredSetFact;
import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.NamespaceFact;
import dev.roster.core.catalog.Fact.PodFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Facts and answers as a person writes them.
final class Facts {
  static final ZoneOptions OPTIONS =
      ZoneOptions.of(Name.of("cluster.local"), Name.of("in-addr.arpa"), Name.of("ip6.arpa"));

  private Facts() {}

  /// `pg/tcp/5432 web/tcp/80`.
  static List<Port> ports(String text) {
    List<Port> ports = new ArrayList<>();
    for (String each : words(text)) {
      List<String> part = List.of(each.split("/", -1));
      ports.add(new Port(part.get(0), part.get(1), Integer.parseInt(part.get(2))));
    }
    return ports;
  }

  static ServiceFact headless(String namespace, String name, String ports) {
    return service(namespace, name, ServiceFact.Type.HEADLESS, "", "", ports);
  }

  static ServiceFact clusterIp(String namespace, String name, String addresses, String ports) {
    return service(namespace, name, ServiceFact.Type.CLUSTER_IP, addresses, "", ports);
  }

  static ServiceFact external(String namespace, String name, String target) {
    return service(namespace, name, ServiceFact.Type.EXTERNAL_NAME, "", target, "");
  }

  private static ServiceFact service(
      String namespace,
      String name,
      ServiceFact.Type type,
      String addresses,
      String target,
      String ports) {
    return new ServiceFact(
        ObjectKey.local(Kind.SERVICE, namespace, name),
        "",
        type,
        addresses(addresses),
        target,
        true,
        ports(ports),
        Map.of());
  }

  /// Endpoints as `10.1.0.7 hostname=db-0 target=db-0 notready`, separated by commas; several
  /// addresses are joined by `+`.
  static SliceFact slice(
      String namespace, String name, String service, String ports, String endpoints) {
    List<EndpointFact> facts = new ArrayList<>();
    for (String each : endpoints.split(",", -1)) {
      if (!each.isBlank()) facts.add(endpoint(each.strip()));
    }
    ObjectKey key = ObjectKey.local(Kind.ENDPOINT_SLICE, namespace, name);
    return new SliceFact(key, service, ports(ports), facts, Map.of());
  }

  private static EndpointFact endpoint(String text) {
    List<String> words = words(text);
    Map<String, String> said =
        words.stream()
            .skip(1)
            .collect(
                Collectors.toMap(
                    word -> word.replaceFirst("=.*", ""), word -> word.replaceFirst("^.*?=", "")));
    return new EndpointFact(
        addresses(words.get(0).replace('+', ' ')),
        !said.containsKey("notready"),
        !said.containsKey("notready"),
        said.containsKey("terminating"),
        said.getOrDefault("hostname", ""),
        said.getOrDefault("target", ""),
        said.getOrDefault("uid", ""),
        said.getOrDefault("node", ""),
        said.getOrDefault("zone", ""));
  }

  static NamespaceFact namespace(String name) {
    return new NamespaceFact(ObjectKey.local(Kind.NAMESPACE, "", name), Map.of());
  }

  static PodFact pod(String namespace, String name, String addresses) {
    return new PodFact(ObjectKey.local(Kind.POD, namespace, name), addresses(addresses), Map.of());
  }

  static DeclaredSetFact set(String namespace, String name, String service, int first, int count) {
    return new DeclaredSetFact(
        ObjectKey.local(Kind.STATEFUL_SET, namespace, name), service, first, count);
  }

  static List<IpAddress> addresses(String text) {
    return words(text).stream().map(IpAddress::of).toList();
  }

  /// All kinds are told: what is missing does not exist.
  static List<CatalogEdit> synced() {
    List<CatalogEdit> steps = new ArrayList<>();
    for (Kind kind : List.of(Kind.NAMESPACE, Kind.SERVICE, Kind.ENDPOINT_SLICE, Kind.POD)) {
      steps.add(new CatalogEdit.Synced(ObjectKey.LOCAL, kind));
    }
    return steps;
  }

  /// A synced catalog of these facts, a second after its start.
  static Catalog catalog(Fact... facts) {
    return started(facts).settled(101);
  }

  /// A synced catalog of these facts, at its start.
  static Catalog started(Fact... facts) {
    List<CatalogEdit> steps = synced();
    for (Fact fact : facts) steps.add(new CatalogEdit.Put(fact));
    return Catalog.empty(1).edit(steps, 100).next();
  }

  static Catalog.Change put(Catalog catalog, Fact... facts) {
    List<CatalogEdit> steps = Arrays.stream(facts).<CatalogEdit>map(CatalogEdit.Put::new).toList();
    return catalog.edit(steps, secondAfter(catalog));
  }

  /// A second that had no cut yet.
  private static long secondAfter(Catalog catalog) {
    return 1000 + catalog.revision().n();
  }

  static Catalog.Change delete(Catalog catalog, Fact... facts) {
    List<CatalogEdit> steps =
        Arrays.stream(facts).<CatalogEdit>map(fact -> new CatalogEdit.Delete(fact.key())).toList();
    return catalog.edit(steps, secondAfter(catalog));
  }

  /// What is said to a question: data of the answers, `+` the additionals; NODATA, NXDOMAIN,
  /// `NXDOMAIN declared`, SERVFAIL; `-> name` behind what is to be asked elsewhere.
  static String ask(Catalog catalog, ZoneOptions options, String name, String type) {
    Name qname = Name.of(name);
    Name zone = options.zones().stream().filter(qname::isIn).findFirst().orElseThrow();
    Name asked = qname.suffix(qname.labelCount() - zone.labelCount());
    return text(Lookup.answer(catalog, options, asked, qname, type(type)));
  }

  static String text(Answer answer) {
    return switch (answer) {
      case Answer.Records(var answers, var additionals) ->
          texts(answers) + (additionals.isEmpty() ? "" : " + " + texts(additionals));
      case Answer.NoData() -> "NODATA";
      case Answer.NoSuchName(boolean declared, _) -> declared ? "NXDOMAIN declared" : "NXDOMAIN";
      case Answer.NotSynced() -> "SERVFAIL";
      case Answer.Chase(var parts, var more) -> {
        assertThat(more).isEmpty();
        yield parts.stream().map(Facts::text).collect(Collectors.joining(" "));
      }
    };
  }

  private static String text(Answer.Part part) {
    return switch (part) {
      case Answer.Part.Known(var records) -> texts(records);
      case Answer.Part.Elsewhere(Name name, _) -> "-> " + name;
    };
  }

  static int type(String text) {
    for (int type = 1; type < 300; type++) if (RecordType.toText(type).equals(text)) return type;
    throw new IllegalArgumentException(text);
  }

  private static String texts(List<ResourceRecord> records) {
    return records.stream().map(Facts::text).collect(Collectors.joining(", "));
  }

  static String text(ResourceRecord record) {
    return switch (record.data()) {
      case RecordData.Address(IpAddress address) -> address.toString();
      case RecordData.Cname(Name target) -> "CNAME " + target;
      case RecordData.Ns(Name host) -> host.toString();
      case RecordData.Ptr(Name target) -> target.toString();
      case RecordData.Srv(int priority, int weight, int port, Name target) ->
          priority + " " + weight + " " + port + " " + target;
      case RecordData.Txt(List<String> strings) -> String.join(" ", strings);
      case RecordData.Mx _, RecordData.Soa _, RecordData.Unknown _ ->
          RecordType.toText(record.type());
    };
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.strip().split(" +", -1)).filter(word -> !word.isEmpty()).toList();
  }
}
