package dev.roster.engine.objects;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.roster.core.catalog.Fact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.Kinds;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.FactReader.Reading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

  private final JsonParser parser;
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
  private boolean begun;
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

  FactDecoder(JsonParser parser, String source) {
    this.parser = parser;
    this.source = source;
    this.fields = new FieldDecoder(parser, source);
    this.endpoints = new EndpointDecoder(parser, fields);
  }

  /// Reads the object that begins at the current token.
  ListDecoder.Item item() throws IOException {
    begin();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "apiVersion" -> apiVersion = fields.shared();
        case "kind" -> {
          kind = fields.shared();
          if (AS_TREES.contains(kind)) return tree();
        }
        case "addressType" -> endpoints.addressType(fields.text());
        default -> {
          begun = true;
          member(field);
        }
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
    begun = false;
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
          parser.skipChildren();
        }
      }
      case "status" -> status();
      default -> parser.skipChildren();
    }
  }

  private ListDecoder.Item tree() throws IOException {
    if (begun) throw fields.irregular("kind stands behind other fields");
    Map<String, Tree> members = new LinkedHashMap<>();
    if (!apiVersion.isEmpty()) members.put("apiVersion", Tree.Text.of(apiVersion));
    members.put("kind", Tree.Text.of(kind));
    Tree.Obj object = JsonReader.rest(parser, source, members, at);
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
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "name" -> name = fields.text();
        case "namespace" -> namespace = fields.shared();
        case "uid" -> uid = fields.text();
        case "labels" -> labels = labels();
        default -> parser.skipChildren();
      }
    }
  }

  private Map<String, String> labels() throws IOException {
    if (!fields.isObject()) return Map.of();
    Map<String, String> all = new HashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String label = parser.currentName();
      if (parser.nextToken() == JsonToken.VALUE_STRING) all.put(label, fields.text());
      else parser.skipChildren();
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
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "type" -> type = fields.shared();
        case "externalName" -> target = fields.text();
        case "selector" -> selected = fields.hasMembers();
        case "clusterIP" -> clusterIp = fields.text();
        case "clusterIPs" -> clusterIps = fields.texts();
        case "externalIPs" -> externalIps = fields.texts();
        case "ports" -> servicePorts = fields.ports();
        default -> parser.skipChildren();
      }
    }
    boolean external = type.equals("ExternalName");
    spec = new Spec(external, target, selected, clusterIp, clusterIps, externalIps, servicePorts);
  }

  /// `loadBalancer.ingress`, by address where it says one.
  private void status() throws IOException {
    if (!fields.isObject()) return;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean balancer = parser.currentName().equals("loadBalancer");
      parser.nextToken();
      if (!balancer) parser.skipChildren();
      else if (fields.isObject()) loadBalancer();
    }
  }

  private void loadBalancer() throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean entries = parser.currentName().equals("ingress");
      parser.nextToken();
      if (!entries) parser.skipChildren();
      else if (fields.isArray()) ingress = ingress();
    }
  }

  private List<String> ingress() throws IOException {
    List<String> all = new ArrayList<>(1);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (!fields.isObject()) continue;
      String address = "";
      String host = "";
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        if (field.equals("ip")) address = fields.text();
        else if (field.equals("hostname")) host = fields.text();
        else parser.skipChildren();
      }
      all.add(address.isEmpty() ? host : address);
    }
    return all;
  }
}
