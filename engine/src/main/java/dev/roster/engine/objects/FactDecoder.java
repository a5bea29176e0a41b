package dev.roster.engine.objects;

import dev.roster.core.catalog.Fact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.FactReader.Reading;
import dev.roster.engine.objects.JsonScanner.Token;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One object of a JSON stream to its fact, as [FactReader] reads a tree, and without one: Services
/// and EndpointSlices are taken as they come by. What is out of the ordinary it refuses, see
/// [ListDecoder].
final class FactDecoder {
  /// Kinds that are few beside the others, or hold little: read as trees.
  private static final Set<String> AS_TREES =
      Set.of("Pod", "StatefulSet", "ServiceImport", "Endpoints");

  private final JsonScanner json;
  private final String source;
  private final FieldDecoder fields;
  private final EndpointDecoder endpoints;

  // Of the object that is read now.
  private Position at = Position.NONE;
  private String apiVersion = "";
  private String kind = "";
  private String name = "";
  private String namespace = "";
  private String uid = "";
  private Map<String, String> labels = Map.of();
  private boolean specPassed;
  private Spec spec = Spec.NONE;
  private List<String> ingress = List.of();
  private List<Port> ports = List.of();

  /// What the spec of a Service says.
  private record Spec(
      boolean external,
      String target,
      boolean selected,
      String clusterIp,
      List<String> clusterIps,
      List<String> externalIps,
      List<Port> ports) {
    static final Spec NONE = new Spec(false, "", false, "", List.of(), List.of(), List.of());
  }

  FactDecoder(JsonScanner json, String source) {
    this.json = json;
    this.source = source;
    this.fields = new FieldDecoder(json);
    this.endpoints = new EndpointDecoder(json, fields);
  }

  /// Reads the object that begins at the current token.
  ListDecoder.Item item() throws IOException {
    json.keep(); // what is read as a tree is read from its beginning
    begin();
    ListDecoder.Item item = members();
    json.letGo();
    return item;
  }

  private ListDecoder.Item members() throws IOException {
    while (json.next() == Token.NAME) {
      String field = json.name();
      json.next();
      switch (field) {
        case "apiVersion" -> apiVersion = fields.shared();
        case "kind" -> {
          kind = fields.shared();
          if (AS_TREES.contains(kind)) return tree();
        }
        case "addressType" -> endpoints.addressType(fields.text());
        default -> member(field);
      }
    }
    return finished();
  }

  private void begin() {
    at = fields.here();
    apiVersion = "";
    kind = "";
    name = "";
    namespace = "";
    uid = "";
    labels = Map.of();
    specPassed = false;
    spec = Spec.NONE;
    ingress = List.of();
    ports = List.of();
    endpoints.begin();
  }

  private void member(String field) throws IOException {
    switch (field) {
      case "metadata" -> metadata();
      case "endpoints" -> endpoints.read();
      case "ports" -> ports = fields.ports();
      case "spec" -> {
        if (kind.equals("Service")) {
          spec();
        } else {
          specPassed = true;
          json.skip();
        }
      }
      case "status" -> status();
      default -> json.skip();
    }
  }

  private ListDecoder.Item tree() throws IOException {
    Tree.Obj object = Tree.Obj.of(Map.of());
    try {
      if (JsonReader.read(json.object(), source) instanceof Tree.Obj read) object = read;
    } catch (MalformedTextException malformed) {
      Problem problem = malformed.problem(); // its place is counted from where the object begins
      throw fields.irregular(at, problem.path(), problem.message());
    }
    apiVersion = object.text("apiVersion");
    name = object.text("metadata", "name");
    namespace = object.text("metadata", "namespace");
    ObjectKey key = key();
    return new ListDecoder.Item(key, at, FactReader.fact(ObjectKey.LOCAL, object));
  }

  private ObjectKey key() throws MalformedTextException {
    if (apiVersion.isEmpty() || kind.isEmpty()) {
      throw fields.irregular(at, apiVersion.isEmpty() ? "apiVersion" : "kind", "Required value");
    }
    if (name.isEmpty()) throw fields.irregular(at, "metadata.name", "Required value");
    Kind is = Kind.of(apiVersion, kind);
    boolean namespaced = Kinds.of(is).map(Kinds.Entry::namespaced).orElse(true);
    String where = namespaced && namespace.isEmpty() ? "default" : namespace;
    return new ObjectKey(ObjectKey.LOCAL, known(is), where, name);
  }

  /// The constant of a kind that there are many of.
  private static Kind known(Kind kind) {
    if (kind.equals(Kind.ENDPOINT_SLICE)) return Kind.ENDPOINT_SLICE;
    return kind.equals(Kind.SERVICE) ? Kind.SERVICE : kind;
  }

  private ListDecoder.Item finished() throws MalformedTextException {
    ObjectKey key = key();
    return new ListDecoder.Item(key, at, reading(key));
  }

  private Reading reading(ObjectKey key) throws MalformedTextException {
    if (key.kind().equals(Kind.SERVICE)) {
      if (specPassed) throw fields.irregular("kind stands behind spec");
      return new Reading.Read(service(key));
    }
    if (key.kind().equals(Kind.ENDPOINT_SLICE)) {
      String service = labels.getOrDefault(FactReader.SERVICE_NAME_LABEL, "");
      return new Reading.Read(new SliceFact(key, service, ports, endpoints.packed(), labels));
    }
    ObjectKey cluster = new ObjectKey(key.origin(), key.kind(), "", key.name());
    if (key.kind().equals(Kind.NAMESPACE)) {
      return new Reading.Read(new Fact.NamespaceFact(cluster, labels));
    }
    if (key.kind().equals(Kind.NODE)) return new Reading.Read(new Fact.NodeFact(cluster, labels));
    return new Reading.Ignored();
  }

  private ServiceFact service(ObjectKey key) throws MalformedTextException {
    List<IpAddress> addresses = spec.external() ? List.of() : clusterIps();
    ServiceFact.Type type =
        spec.external()
            ? ServiceFact.Type.EXTERNAL_NAME
            : addresses.isEmpty() ? ServiceFact.Type.HEADLESS : ServiceFact.Type.CLUSTER_IP;
    List<String> externals = new ArrayList<>(spec.externalIps());
    externals.addAll(ingress);
    externals.removeIf(String::isEmpty);
    return new ServiceFact(
        key,
        uid,
        type,
        addresses,
        spec.external() ? spec.target() : "",
        spec.selected(),
        spec.ports(),
        labels,
        externals);
  }

  private List<IpAddress> clusterIps() throws MalformedTextException {
    List<String> texts =
        spec.clusterIps().isEmpty() ? List.of(spec.clusterIp()) : spec.clusterIps();
    List<IpAddress> addresses = new ArrayList<>(1);
    for (String text : texts) {
      if (text.equals("None")) return List.of();
      if (!text.isEmpty()) addresses.add(fields.address(text));
    }
    return addresses;
  }

  private void metadata() throws IOException {
    if (!fields.isObject()) return;
    while (json.next() == Token.NAME) {
      String field = json.name();
      json.next();
      switch (field) {
        case "name" -> name = fields.text();
        case "namespace" -> namespace = fields.shared();
        case "uid" -> uid = fields.text();
        case "labels" -> labels = labels();
        default -> json.skip();
      }
    }
  }

  private Map<String, String> labels() throws IOException {
    if (!fields.isObject()) return Map.of();
    Map<String, String> all = new HashMap<>();
    while (json.next() == Token.NAME) {
      String label = json.name();
      if (json.next() == Token.TEXT) all.put(label, fields.text());
      else json.skip();
    }
    return Map.copyOf(all);
  }

  private void spec() throws IOException {
    if (!fields.isObject()) return;
    String type = "";
    String target = "";
    boolean selected = false;
    String clusterIp = "";
    List<String> clusterIps = List.of();
    List<String> externalIps = List.of();
    List<Port> servicePorts = List.of();
    while (json.next() == Token.NAME) {
      String field = json.name();
      json.next();
      switch (field) {
        case "type" -> type = fields.shared();
        case "externalName" -> target = fields.text();
        case "selector" -> selected = fields.hasMembers();
        case "clusterIP" -> clusterIp = fields.text();
        case "clusterIPs" -> clusterIps = fields.texts();
        case "externalIPs" -> externalIps = fields.texts();
        case "ports" -> servicePorts = fields.ports();
        default -> json.skip();
      }
    }
    boolean external = type.equals("ExternalName");
    spec = new Spec(external, target, selected, clusterIp, clusterIps, externalIps, servicePorts);
  }

  /// `loadBalancer.ingress`, by address where it says one.
  private void status() throws IOException {
    if (!fields.isObject()) return;
    while (json.next() == Token.NAME) {
      boolean balancer = json.name().equals("loadBalancer");
      json.next();
      if (!balancer) json.skip();
      else if (fields.isObject()) loadBalancer();
    }
  }

  private void loadBalancer() throws IOException {
    while (json.next() == Token.NAME) {
      boolean entries = json.name().equals("ingress");
      json.next();
      if (!entries) json.skip();
      else if (fields.isArray()) ingress = ingress();
    }
  }

  private List<String> ingress() throws IOException {
    List<String> all = new ArrayList<>(1);
    while (json.next() != Token.END_ARRAY) {
      if (!fields.isObject()) continue;
      String address = "";
      String host = "";
      while (json.next() == Token.NAME) {
        String field = json.name();
        json.next();
        if (field.equals("ip")) address = fields.text();
        else if (field.equals("hostname")) host = fields.text();
        else json.skip();
      }
      all.add(address.isEmpty() ? host : address);
    }
    return all;
  }
}
