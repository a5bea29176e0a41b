package dev.roster.engine.objects;

import dev.roster.core.catalog.Fact;
import dev.roster.core.catalog.Fact.DeclaredSetFact;
import dev.roster.core.catalog.Fact.EndpointFact;
import dev.roster.core.catalog.Fact.NamespaceFact;
import dev.roster.core.catalog.Fact.NodeFact;
import dev.roster.core.catalog.Fact.PodFact;
import dev.roster.core.catalog.Fact.Port;
import dev.roster.core.catalog.Fact.ServiceFact;
import dev.roster.core.catalog.Fact.SliceFact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Trees to facts, leniently: only what an answer needs is looked at.
///
/// A Service that has no virtual address answers by its members, be it because it is headless or
/// because nobody gave it one. A namespaced object without a namespace is in `default`.
public final class FactReader {
  /// The label of a slice that names its Service.
  public static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

  /// The highest number of a port.
  private static final int PORT_MAX = 65_535;

  private FactReader() {}

  /// What reading a tree gives.
  public sealed interface Reading {
    /// The fact.
    record Read(Fact fact) implements Reading {}

    /// The object is of a kind that feeds names, but shows nothing now (a Pod that ended): what was
    /// known under its key is gone.
    record Nothing(ObjectKey key) implements Reading {}

    /// A kind that no answer needs.
    record Ignored() implements Reading {}

    /// Something that an answer needs can't be read.
    ///
    /// @param path as kubectl prints it: `spec.ports[0].port`
    record Broken(String path, String message) implements Reading {}
  }

  /// The fact of a Service, ServiceImport, EndpointSlice, Namespace, Pod, Node or StatefulSet.
  public static Reading fact(String origin, Tree.Obj object) {
    Kind kind = Kind.of(object.text("apiVersion"), object.text("kind"));
    String name = object.text("metadata", "name");
    String stated = object.text("metadata", "namespace");
    String namespace = stated.isEmpty() ? "default" : stated;
    boolean cluster = kind.equals(Kind.NAMESPACE) || kind.equals(Kind.NODE);
    ObjectKey key = new ObjectKey(origin, kind, cluster ? "" : namespace, name);
    try {
      if (kind.equals(Kind.SERVICE)) return named(key, service(key, object));
      if (kind.equals(Kind.SERVICE_IMPORT)) return named(key, serviceImport(key, object));
      if (kind.equals(Kind.ENDPOINT_SLICE)) return named(key, slice(key, object));
      if (kind.equals(Kind.POD)) return named(key, pod(key, object));
      if (kind.equals(Kind.STATEFUL_SET)) return named(key, declaredSet(key, object));
      if (kind.equals(Kind.NAMESPACE)) {
        return named(key, new Reading.Read(new NamespaceFact(key, labels(object))));
      }
      if (kind.equals(Kind.NODE)) {
        return named(key, new Reading.Read(new NodeFact(key, labels(object))));
      }
      return new Reading.Ignored();
    } catch (Unreadable broken) {
      return broken.reading;
    }
  }

  /// Leaves the reading of one object; never leaves this class.
  private static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Reading.Broken reading;

    Unreadable(String path, String message) {
      super(path + ": " + message, null, false, false);
      this.reading = new Reading.Broken(path, message);
    }
  }

  private static Reading named(ObjectKey key, Reading reading) throws Unreadable {
    if (key.name().isEmpty()) throw new Unreadable("metadata.name", "is missing");
    return reading;
  }

  private static Map<String, String> labels(Tree.Obj object) {
    return object.texts("metadata", "labels");
  }

  private static Reading service(ObjectKey key, Tree.Obj object) throws Unreadable {
    boolean external = object.text("spec", "type").equals("ExternalName");
    List<IpAddress> addresses = external ? List.of() : clusterIps(object);
    ServiceFact.Type type =
        external
            ? ServiceFact.Type.EXTERNAL_NAME
            : addresses.isEmpty() ? ServiceFact.Type.HEADLESS : ServiceFact.Type.CLUSTER_IP;
    String target = external ? object.text("spec", "externalName") : "";
    boolean selected = !object.obj("spec", "selector").members().isEmpty();
    List<Port> ports = ports(object.list("spec", "ports"), "spec.ports");
    String uid = object.text("metadata", "uid");
    return new Reading.Read(
        new ServiceFact(
            key, uid, type, addresses, target, selected, ports, labels(object), externals(object)));
  }

  /// Of type Headless it answers by its members; else by the addresses of the cluster set, if it
  /// has any yet.
  private static Reading serviceImport(ObjectKey key, Tree.Obj object) throws Unreadable {
    boolean headless = object.text("spec", "type").equals("Headless");
    List<IpAddress> addresses = new ArrayList<>();
    List<String> texts = texts(object.list("spec", "ips"));
    for (int i = 0; i < texts.size() && !headless; i++) {
      addresses.add(address(texts.get(i), "spec.ips[" + i + "]"));
    }
    return new Reading.Read(
        new ServiceFact(
            key,
            object.text("metadata", "uid"),
            headless ? ServiceFact.Type.HEADLESS : ServiceFact.Type.CLUSTER_IP,
            addresses,
            "",
            false,
            ports(object.list("spec", "ports"), "spec.ports"),
            labels(object)));
  }

  /// What reaches a Service from outside: `externalIPs`, then what its load balancer has, by
  /// address where it says one.
  private static List<String> externals(Tree.Obj object) {
    List<String> externals = new ArrayList<>(texts(object.list("spec", "externalIPs")));
    for (Tree each : object.list("status", "loadBalancer", "ingress")) {
      if (!(each instanceof Tree.Obj ingress)) continue;
      String address = ingress.text("ip");
      externals.add(address.isEmpty() ? ingress.text("hostname") : address);
    }
    externals.removeIf(String::isEmpty);
    return externals;
  }

  private static List<String> texts(List<Tree> elements) {
    List<String> texts = new ArrayList<>();
    for (Tree element : elements) if (element instanceof Tree.Text text) texts.add(text.value());
    return texts;
  }

  /// None if the first is `None` or none is given.
  private static List<IpAddress> clusterIps(Tree.Obj object) throws Unreadable {
    List<String> texts = texts(object.list("spec", "clusterIPs"));
    if (texts.isEmpty()) texts.add(object.text("spec", "clusterIP"));
    List<IpAddress> addresses = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      if (text.equals("None")) return List.of();
      if (!text.isEmpty()) addresses.add(address(text, "spec.clusterIPs[" + i + "]"));
    }
    return addresses;
  }

  private static IpAddress address(String text, String path) throws Unreadable {
    Optional<IpAddress> address = IpAddress.parse(text);
    if (address.isPresent()) return address.get();
    throw new Unreadable(path, "\"" + text + "\" is no IP address");
  }

  private static List<Port> ports(List<Tree> elements, String path) throws Unreadable {
    List<Port> ports = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      if (!(elements.get(i) instanceof Tree.Obj port)) continue;
      String protocol = port.text("protocol");
      long number = port.number(-1, "port");
      if (number == 0 || number < -1 || number > PORT_MAX) {
        throw new Unreadable(path + "[" + i + "].port", "is " + number + " (expected: 1..65535)");
      }
      ports.add(
          new Port(
              port.text("name"),
              protocol.isEmpty() ? "tcp" : protocol.toLowerCase(Locale.ROOT),
              (int) number));
    }
    return ports;
  }

  private static Reading slice(ObjectKey key, Tree.Obj object) throws Unreadable {
    List<Tree> elements = object.list("endpoints");
    boolean named = object.text("addressType").equals("FQDN");
    List<EndpointFact> endpoints = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      if (elements.get(i) instanceof Tree.Obj endpoint) {
        endpoints.add(endpoint(endpoint, named, "endpoints[" + i + "]"));
      }
    }
    List<Port> ports = ports(object.list("ports"), "ports");
    String service = object.text("metadata", "labels", SERVICE_NAME_LABEL);
    return new Reading.Read(new SliceFact(key, service, ports, endpoints, labels(object)));
  }

  /// @param named whether its addresses are names
  private static EndpointFact endpoint(Tree.Obj endpoint, boolean named, String path)
      throws Unreadable {
    List<String> texts = texts(endpoint.list("addresses"));
    List<IpAddress> addresses = new ArrayList<>();
    List<Name> hosts = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      Optional<IpAddress> address = IpAddress.parse(texts.get(i));
      Optional<Name> host = named ? Name.parse(texts.get(i)) : Optional.empty();
      if (address.isPresent()) {
        addresses.add(address.get());
      } else if (host.isPresent()) {
        hosts.add(host.get());
      } else {
        String what = named ? "\" is no name" : "\" is no IP address";
        throw new Unreadable(path + ".addresses[" + i + "]", "\"" + texts.get(i) + what);
      }
    }
    return new EndpointFact(
        addresses,
        condition(endpoint, "ready", true),
        condition(endpoint, "serving", true),
        condition(endpoint, "terminating", false),
        endpoint.text("hostname").toLowerCase(Locale.ROOT),
        endpoint.text("targetRef", "name"),
        endpoint.text("targetRef", "uid"),
        endpoint.text("nodeName"),
        endpoint.text("zone"),
        hosts);
  }

  /// A condition that isn't stated: ready and serving are true, terminating is false.
  private static boolean condition(Tree.Obj endpoint, String name, boolean unstated) {
    return endpoint
        .at("conditions", name)
        .map(value -> value instanceof Tree.Bool stated ? stated.value() : unstated)
        .orElse(unstated);
  }

  /// Pods that ended have no address any more.
  private static Reading pod(ObjectKey key, Tree.Obj object) throws Unreadable {
    String phase = object.text("status", "phase");
    List<String> texts = new ArrayList<>();
    String primary = object.text("status", "podIP");
    if (!primary.isEmpty()) texts.add(primary);
    for (Tree element : object.list("status", "podIPs")) {
      String text = element instanceof Tree.Obj entry ? entry.text("ip") : "";
      if (!text.isEmpty() && !texts.contains(text)) texts.add(text);
    }
    boolean ended = phase.equals("Succeeded") || phase.equals("Failed") || phase.equals("Unknown");
    if (ended || texts.isEmpty()) return new Reading.Nothing(key);
    List<IpAddress> addresses = new ArrayList<>();
    for (String text : texts) addresses.add(address(text, "status.podIPs"));
    return new Reading.Read(new PodFact(key, addresses, labels(object)));
  }

  /// A set without a governing Service, or one that is being deleted, will own no names.
  private static Reading declaredSet(ObjectKey key, Tree.Obj object) {
    String service = object.text("spec", "serviceName");
    long first = object.number(0, "spec", "ordinals", "start");
    long count = object.number(1, "spec", "replicas");
    boolean ends = !object.text("metadata", "deletionTimestamp").isEmpty();
    if (service.isEmpty() || ends || count <= 0 || first < 0) return new Reading.Nothing(key);
    int most = Integer.MAX_VALUE / 2;
    return new Reading.Read(
        new DeclaredSetFact(
            key, service, (int) Math.min(first, most), (int) Math.min(count, most)));
  }
}
