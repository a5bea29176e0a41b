package dev.roster.core.objects;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the API server fills in where a manifest says nothing (Kubernetes v1.36). Applying it twice
/// changes nothing more.
public final class Defaults {
  private static final int CLIENT_IP_TIMEOUT_SECONDS = 10_800;

  private Defaults() {}

  /// As [#apply(Tree.Obj, Cluster)] with IPv4 alone.
  public static Tree.Obj apply(Tree.Obj object) {
    return apply(object, Cluster.KUBERNETES);
  }

  /// The object with its kind's defaults; an object of a kind without any stays as it is.
  public static Tree.Obj apply(Tree.Obj object, Cluster cluster) {
    Kind kind = Kind.of(object.text("apiVersion"), object.text("kind"));
    if (kind.equals(Kind.SERVICE)) return service(object, cluster);
    if (kind.equals(Kind.POD)) return PodDefaults.pod(object);
    if (kind.equals(Kind.STATEFUL_SET)) return statefulSet(object);
    if (kind.equals(Kind.ENDPOINT_SLICE)) return slice(object);
    if (kind.equals(Kind.ENDPOINTS)) return endpoints(object);
    if (kind.equals(Kind.SECRET)) return secret(object);
    if (kind.equals(Kind.NAMESPACE)) return namespace(object);
    if (kind.equals(Kind.PERSISTENT_VOLUME_CLAIM)) return claim(object);
    return object;
  }

  private static Tree.Obj service(Tree.Obj service, Cluster cluster) {
    return new Filling(service)
        .within("spec", spec -> serviceSpec(spec, cluster))
        .within(
            "status", status -> new Filling(status).orElse("loadBalancer", Tree.Obj.EMPTY).done())
        .done();
  }

  private static Tree.Obj serviceSpec(Tree.Obj given, Cluster cluster) {
    Filling spec = new Filling(given);
    spec.orElse("type", "ClusterIP").orElse("sessionAffinity", "None");
    spec.each("ports", Defaults::servicePort);
    String type = spec.text("type");
    if (spec.text("sessionAffinity").equals("ClientIP")) {
      spec.within(
          "sessionAffinityConfig",
          config ->
              new Filling(config)
                  .within(
                      "clientIP",
                      ip ->
                          new Filling(ip)
                              .orElse("timeoutSeconds", CLIENT_IP_TIMEOUT_SECONDS)
                              .done())
                  .done());
    }
    if (given.obj("selector").members().isEmpty()) spec.remove("selector");
    if (type.equals("ExternalName")) return spec.done();
    spec.orElse("internalTrafficPolicy", "Cluster");
    boolean external = type.equals("NodePort") || type.equals("LoadBalancer");
    if (external || !given.list("externalIPs").isEmpty()) {
      spec.orElse("externalTrafficPolicy", "Cluster");
    }
    if (type.equals("LoadBalancer")) {
      spec.orElse("allocateLoadBalancerNodePorts", Tree.Bool.of(true));
    }
    String ip = spec.text("clusterIP");
    if (!ip.isEmpty() && given.list("clusterIPs").isEmpty()) {
      spec.put("clusterIPs", Tree.Arr.of(List.of(Tree.Text.of(ip))));
    }
    families(spec, given, cluster);
    return spec.done();
  }

  // A headless Service without a selector gets both families, whatever the cluster has: nobody but
  // its writer knows where its endpoints are.
  private static void families(Filling spec, Tree.Obj given, Cluster cluster) {
    boolean anywhere =
        spec.text("clusterIP").equals(ServiceView.NONE) && given.texts("selector").isEmpty();
    List<String> families = new ArrayList<>(TreeLists.texts(given.list("ipFamilies")));
    spec.orElse("ipFamilyPolicy", anywhere ? "RequireDualStack" : "SingleStack");
    boolean single = spec.text("ipFamilyPolicy").equals("SingleStack");
    if (families.isEmpty()) families.add(firstFamily(given, cluster));
    String other = Cluster.otherFamily(families.getFirst());
    boolean known = families.getFirst().equals("IPv4") || families.getFirst().equals("IPv6");
    boolean wanted = !single && (anywhere || cluster.ipFamilies().contains(other));
    if (families.size() == 1 && wanted && known) families.add(other);
    if (families.size() > given.list("ipFamilies").size()) {
      spec.put("ipFamilies", Tree.Arr.of(families.stream().map(Tree.Text::of).toList()));
    }
  }

  private static String firstFamily(Tree.Obj given, Cluster cluster) {
    String ip = given.text("clusterIP");
    if (ip.isEmpty() || ip.equals(ServiceView.NONE)) return cluster.ipFamilies().getFirst();
    return ip.indexOf(':') < 0 ? "IPv4" : "IPv6";
  }

  private static Tree.Obj servicePort(Tree.Obj given) {
    Filling port = new Filling(given).orElse("protocol", "TCP");
    PortRef target = PortRef.of(given.get("targetPort").orElse(Tree.Null.NONE));
    if (target.equals(PortRef.NONE) && port.has("port")) {
      port.put("targetPort", Tree.Num.of(given.number(0, "port")));
    }
    return port.done();
  }

  private static Tree.Obj statefulSet(Tree.Obj set) {
    return new Filling(set)
        .within("spec", Defaults::statefulSetSpec)
        .within(
            "status",
            status ->
                new Filling(status).orElse("replicas", 0).orElse("availableReplicas", 0).done())
        .done();
  }

  private static Tree.Obj statefulSetSpec(Tree.Obj spec) {
    return new Filling(spec)
        .orElse("replicas", 1)
        .orElse("serviceName", "")
        .orElse("podManagementPolicy", "OrderedReady")
        .orElse("revisionHistoryLimit", 10)
        .within("updateStrategy", Defaults::updateStrategy)
        .within(
            "persistentVolumeClaimRetentionPolicy",
            policy ->
                new Filling(policy)
                    .orElse("whenDeleted", "Retain")
                    .orElse("whenScaled", "Retain")
                    .done())
        .within("template", PodDefaults::template)
        .each("volumeClaimTemplates", Defaults::claimTemplate)
        .done();
  }

  private static Tree.Obj updateStrategy(Tree.Obj given) {
    Filling strategy = new Filling(given).orElse("type", "RollingUpdate");
    if (strategy.text("type").equals("RollingUpdate")) {
      strategy.within(
          "rollingUpdate", rolling -> new Filling(rolling).orElse("partition", 0).done());
    }
    return strategy.done();
  }

  private static Tree.Obj claimTemplate(Tree.Obj template) {
    return claim(
        new Filling(template)
            .orElse("apiVersion", "v1")
            .orElse("kind", "PersistentVolumeClaim")
            .done());
  }

  private static Tree.Obj claim(Tree.Obj claim) {
    return new Filling(claim)
        .within("spec", spec -> new Filling(spec).orElse("volumeMode", "Filesystem").done())
        .within("status", status -> new Filling(status).orElse("phase", "Pending").done())
        .done();
  }

  private static Tree.Obj slice(Tree.Obj slice) {
    return new Filling(slice)
        .each(
            "endpoints",
            endpoint -> new Filling(endpoint).orElse("conditions", Tree.Obj.EMPTY).done())
        .each(
            "ports", port -> new Filling(port).orElse("name", "").orElse("protocol", "TCP").done())
        .done();
  }

  private static Tree.Obj endpoints(Tree.Obj endpoints) {
    return new Filling(endpoints)
        .each(
            "subsets",
            subset ->
                new Filling(subset)
                    .each("ports", port -> new Filling(port).orElse("protocol", "TCP").done())
                    .done())
        .done();
  }

  // stringData is written only: it wins over data, and nobody reads it back.
  private static Tree.Obj secret(Tree.Obj given) {
    Filling secret = new Filling(given).orElse("type", "Opaque");
    Map<String, String> texts = given.texts("stringData");
    if (!texts.isEmpty()) {
      Map<String, Tree> data = new LinkedHashMap<>(given.obj("data").members());
      texts.forEach((key, text) -> data.put(key, Tree.Text.of(base64(text))));
      Tree.Obj old = given.obj("data");
      secret.put("data", new Tree.Obj(data, old.keyPositions(), old.position()));
    }
    return secret.remove("stringData").done();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Tree.Obj namespace(Tree.Obj namespace) {
    String name = ObjectMeta.of(namespace).name();
    if (!Syntax.label(name).isEmpty()) return namespace; // the name is the one thing to mend
    Tree.Arr finalizers = Tree.Arr.of(List.of(Tree.Text.of("kubernetes")));
    return new Filling(namespace)
        .within(
            "metadata",
            meta ->
                new Filling(meta)
                    .within(
                        "labels",
                        labels ->
                            new Filling(labels).orElse("kubernetes.io/metadata.name", name).done())
                    .done())
        .within("spec", spec -> new Filling(spec).orElse("finalizers", finalizers).done())
        .within("status", status -> new Filling(status).orElse("phase", "Active").done())
        .done();
  }
}
