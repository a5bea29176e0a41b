package dev.roster.kubernetes.decode;

import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.catalog.PackedEndpoints;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.objects.ObjectKey;
import dev.roster.engine.objects.FactReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What an EndpointSlice says: `endpoints` (2), `ports` (3), `addressType` (4).
final class ProtoSlice {
  private final ProtoFields fields;
  private final ProtoPorts portFields;

  // Of the slice that is read now.
  private final List<EndpointFact> endpoints = new ArrayList<>();
  private final List<Port> ports = new ArrayList<>();
  private boolean named;

  // Of the endpoint that is read now.
  private final List<IpAddress> addresses = new ArrayList<>(1);
  private final List<Name> hosts = new ArrayList<>(0);
  private boolean ready;
  private boolean serving;
  private boolean terminating;
  private String targetName = "";
  private String targetUid = "";

  ProtoSlice(ProtoFields fields, ProtoPorts ports) {
    this.fields = fields;
    this.portFields = ports;
  }

  /// Reads the slice that the fields stand at.
  SliceFact read(ObjectKey key, Map<String, String> labels)
      throws MalformedBodyException, Unreadable {
    endpoints.clear();
    ports.clear();
    named = false;
    int begin = fields.mark();
    for (int field = fields.next(); field != 0; field = fields.next()) {
      // It comes behind the endpoints, whose addresses are names if it says so.
      if (field == 4) named = fields.is("FQDN");
      else fields.skip();
    }
    fields.rewind(begin);
    for (int field = fields.next(); field != 0; field = fields.next()) {
      switch (field) {
        case 2 -> endpoint();
        case 3 -> ports.add(portFields.read("ports[" + ports.size() + "]"));
        default -> fields.skip();
      }
    }
    String service = labels.getOrDefault(FactReader.SERVICE_NAME_LABEL, "");
    List<EndpointFact> packed = PackedEndpoints.of(endpoints);
    return new SliceFact(key, service, portFields.shared(ports), packed, labels);
  }

  private void endpoint() throws MalformedBodyException, Unreadable {
    addresses.clear();
    hosts.clear();
    ready = true;
    serving = true;
    terminating = false;
    targetName = "";
    targetUid = "";
    String hostname = "";
    String node = "";
    String zone = "";
    int outer = fields.enter();
    for (int field = fields.next(); field != 0; field = fields.next()) {
      switch (field) {
        case 1 -> address(fields.text());
        case 2 -> conditions();
        case 3 -> hostname = fields.text().toLowerCase(Locale.ROOT);
        case 4 -> target();
        case 6 -> node = fields.shared();
        case 7 -> zone = fields.shared();
        default -> fields.skip();
      }
    }
    fields.leave(outer);
    endpoints.add(
        new EndpointFact(
            addresses,
            ready,
            serving,
            terminating,
            hostname,
            targetName,
            targetUid,
            node,
            zone,
            hosts));
  }

  private void address(String text) throws Unreadable {
    Optional<IpAddress> address = IpAddress.parse(text);
    Optional<Name> host = address.isEmpty() && named ? Name.parse(text) : Optional.empty();
    if (address.isPresent()) {
      addresses.add(address.get());
    } else if (host.isPresent()) {
      hosts.add(host.get());
    } else {
      String what = named ? "\" is no name" : "\" is no IP address";
      String path = "endpoints[" + endpoints.size() + "].addresses";
      throw new Unreadable(path, "\"" + text + what);
    }
  }

  /// A condition that isn't stated: ready and serving are true, terminating is false.
  private void conditions() throws MalformedBodyException {
    int outer = fields.enter();
    for (int field = fields.next(); field != 0; field = fields.next()) {
      switch (field) {
        case 1 -> ready = fields.number() != 0;
        case 2 -> serving = fields.number() != 0;
        case 3 -> terminating = fields.number() != 0;
        default -> fields.skip();
      }
    }
    fields.leave(outer);
  }

  private void target() throws MalformedBodyException {
    int outer = fields.enter();
    for (int field = fields.next(); field != 0; field = fields.next()) {
      switch (field) {
        case 3 -> targetName = fields.text();
        case 4 -> targetUid = fields.text();
        default -> fields.skip();
      }
    }
    fields.leave(outer);
  }
}
