package dev.roster.dns.transfer;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.CatalogEdit;
import dev.roster.core.catalog.Fact;
import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.catalog.ZoneOptions;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.dns.corefile.TransferConfig;
import dev.roster.dns.corefile.TransferConfig.Rule;
import dev.roster.dns.kubernetes.KubernetesDirective;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.ServerBlock;
import dev.roster.dns.pipeline.Site;
import dev.roster.dns.pipeline.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A server block with `kubernetes` and `transfer`, asked without sockets; a catalog that changes
/// when the test says so.
final class TransferWorld {
  static final Name ZONE = Name.of("cluster.local");
  private static final List<IpAddress> OWN = List.of(IpAddress.of("192.0.2.53"));
  private static final org.xbill.DNS.Name ASKED =
      org.xbill.DNS.Name.fromConstantString("cluster.local.");

  final TransferDirective transfer;
  private final KubernetesDirective kubernetes =
      new KubernetesDirective(ZoneOptions.of(ZONE), List.of(), OptionalInt.empty());
  private final DnsMetrics metrics = new DnsMetrics();
  private final Responder responder = new Responder(1, 2, () -> 0, metrics.worker());
  private final Site site;
  Catalog catalog = Catalog.empty(1);

  TransferWorld(boolean strict) {
    Rule rule = new Rule(List.of(Name.ROOT), true, List.of(), Optional.empty());
    transfer = new TransferDirective(new TransferConfig(List.of(rule)), strict);
    ServerBlock block = new ServerBlock(Name.ROOT, "", OWN, List.of(transfer, kubernetes));
    site = new Site("dns://:53", List.of(block), metrics);
    List<CatalogEdit> synced = new ArrayList<>();
    for (Kind kind : List.of(Kind.NAMESPACE, Kind.SERVICE, Kind.ENDPOINT_SLICE)) {
      synced.add(new CatalogEdit.Synced(ObjectKey.LOCAL, kind));
    }
    edit(100, synced.toArray(new CatalogEdit[0]));
  }

  void edit(long second, CatalogEdit... steps) {
    catalog = catalog.edit(List.of(steps), second).next();
  }

  /// What the notices do a few times a second.
  void look() {
    kubernetes.copy(ZONE, catalog, OWN).ifPresent(copy -> transfer.journal(ZONE).see(copy, false));
  }

  /// The messages of a transfer.
  ///
  /// @param serial that the secondary has; 0: it wants the whole zone
  List<Message> ask(Transport how, long serial) {
    try {
      Message query =
          Message.newQuery(Record.newRecord(ASKED, serial == 0 ? Type.AXFR : Type.IXFR, 1));
      if (serial != 0) {
        query.addRecord(
            new SOARecord(ASKED, 1, 0, ASKED, ASKED, serial, 0, 0, 0, 0), Section.AUTHORITY);
      }
      byte[] wire = query.toWire();
      Packet packet = responder.packet();
      packet.from(how, IpAddress.of("127.0.0.1").toBytes(), 5353);
      int length = responder.respond(site, catalog, wire, 0, wire.length);
      List<Message> messages = new ArrayList<>();
      messages.add(new Message(Arrays.copyOf(packet.replyBytes(), length)));
      Iterator<byte[]> more = packet.takeStream();
      while (more != null && more.hasNext()) messages.add(new Message(more.next()));
      return messages;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// The zone now, whole.
  Secondary whole() {
    return Secondary.NONE.after(ask(Transport.TCP, 0));
  }

  static CatalogEdit headless(String name) {
    return service(name, ServiceFact.Type.HEADLESS, "");
  }

  static CatalogEdit service(String name, ServiceFact.Type type, String address) {
    List<IpAddress> addresses = address.isEmpty() ? List.of() : List.of(IpAddress.of(address));
    return new CatalogEdit.Put(
        new ServiceFact(
            ObjectKey.local(Kind.SERVICE, "default", name),
            "",
            type,
            addresses,
            type == ServiceFact.Type.EXTERNAL_NAME ? "www.example.org" : "",
            true,
            List.of(new Port("http", "tcp", 80)),
            Map.of()));
  }

  static CatalogEdit gone(Kind kind, String name) {
    return new CatalogEdit.Delete(ObjectKey.local(kind, "default", name));
  }

  /// A slice of a Service, its members at 10.0.x.y, all of them ready.
  static CatalogEdit slice(String name, String service, int... members) {
    List<EndpointFact> endpoints = new ArrayList<>();
    for (int member : members) {
      IpAddress address = IpAddress.of("10.0." + member / 250 + "." + (1 + member % 250));
      String hostname = member % 2 == 0 ? "m-" + member : "";
      endpoints.add(
          new EndpointFact(List.of(address), true, true, false, hostname, "", "", "", ""));
    }
    Fact fact =
        new SliceFact(
            ObjectKey.local(Kind.ENDPOINT_SLICE, "default", name),
            service,
            List.of(new Port("http", "tcp", 8080)),
            endpoints,
            Map.of());
    return new CatalogEdit.Put(fact);
  }
}
