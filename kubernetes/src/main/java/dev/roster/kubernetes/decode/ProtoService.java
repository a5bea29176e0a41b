package dev.roster.kubernetes.decode;

import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a Service says in `spec` (2) and `status` (3).
final class ProtoService {
  private final ProtoFields fields;
  private final ProtoPorts portFields;

  // Of the Service that is read now.
  private final List<Port> ports = new ArrayList<>();
  private final List<String> clusterIps = new ArrayList<>();
  private final List<String> externals = new ArrayList<>();
  private final List<String> ingress = new ArrayList<>();
  private String type = "";
  private String target = "";
  private String clusterIp = "";
  private boolean selected;

  ProtoService(ProtoFields fields, ProtoPorts ports) {
    this.fields = fields;
    this.portFields = ports;
  }

  /// Reads the Service that the fields stand at.
  ServiceFact read(ObjectKey key, String uid, Map<String, String> labels)
      throws MalformedBodyException, Unreadable {
    begin();
    for (int field = fields.next(); field != 0; field = fields.next()) {
      switch (field) {
        case 2 -> spec();
        case 3 -> status();
        default -> fields.skip();
      }
    }
    boolean external = type.equals("ExternalName");
    List<IpAddress> addresses = external ? List.of() : addresses();
    ServiceFact.Type answers =
        external
            ? ServiceFact.Type.EXTERNAL_NAME
            : addresses.isEmpty() ? ServiceFact.Type.HEADLESS : ServiceFact.Type.CLUSTER_IP;
    externals.addAll(ingress);
    externals.removeIf(String::isEmpty);
    return new ServiceFact(
        key,
        uid,
        answers,
        addresses,
        external ? target : "",
        selected,
        portFields.shared(ports),
        labels,
        externals);
  }

  private void begin() {
    ports.clear();
    clusterIps.clear();
    externals.clear();
    ingress.clear();
    type = "";
    target = "";
    clusterIp = "";
    selected = false;
  }

  /// None if one is `None` or none is given.
  private List<IpAddress> addresses() throws Unreadable {
    if (clusterIps.isEmpty()) clusterIps.add(clusterIp);
    List<IpAddress> addresses = new ArrayList<>(1);
    for (int i = 0; i < clusterIps.size(); i++) {
      String text = clusterIps.get(i);
      if (text.equals("None")) return List.of();
      if (!text.isEmpty()) {
        addresses.add(Unreadable.address(text, "spec.clusterIPs[" + i + "]"));
      }
    }
    return addresses;
  }

  private void spec() throws MalformedBodyException, Unreadable {
    int outer = fields.enter();
    for (int field = fields.next(); field != 0; field = fields.next()) {
      switch (field) {
        case 1 -> ports.add(portFields.read("spec.ports[" + ports.size() + "]"));
        case 2 -> {
          selected = true;
          fields.skip();
        }
        case 3 -> clusterIp = fields.shared();
        case 4 -> type = fields.shared();
        case 5 -> externals.add(fields.text());
        case 10 -> target = fields.text();
        case 18 -> clusterIps.add(fields.shared());
        default -> fields.skip();
      }
    }
    fields.leave(outer);
  }

  /// `loadBalancer` (1) has `ingress` (1), each by address (1) where it says one, else by name (2).
  private void status() throws MalformedBodyException {
    int outer = fields.enter();
    for (int field = fields.next(); field != 0; field = fields.next()) {
      if (field == 1) loadBalancer();
      else fields.skip();
    }
    fields.leave(outer);
  }

  private void loadBalancer() throws MalformedBodyException {
    int outer = fields.enter();
    for (int field = fields.next(); field != 0; field = fields.next()) {
      if (field == 1) ingress();
      else fields.skip();
    }
    fields.leave(outer);
  }

  private void ingress() throws MalformedBodyException {
    int outer = fields.enter();
    String address = "";
    String host = "";
    for (int field = fields.next(); field != 0; field = fields.next()) {
      switch (field) {
        case 1 -> address = fields.text();
        case 2 -> host = fields.text();
        default -> fields.skip();
      }
    }
    fields.leave(outer);
    ingress.add(address.isEmpty() ? host : address);
  }
}
