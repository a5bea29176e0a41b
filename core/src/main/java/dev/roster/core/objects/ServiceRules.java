package dev.roster.core.objects;

import dev.roster.core.names.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The rules of a Service's spec.
final class ServiceRules {
  private static final int AFFINITY_SECONDS_MAX = 86_400;
  private static final int NODE_PORT_FIRST = 30_000;
  private static final int NODE_PORT_LAST = 32_767;
  private static final String EXTERNAL_NAME = "ExternalName";

  private final Cursor spec;
  private final Cluster cluster;
  private final String type;
  private final boolean headless;

  private ServiceRules(Cursor spec, Cluster cluster) {
    this.spec = spec;
    this.cluster = cluster;
    this.type = spec.at("type").text();
    List<String> ips = TreeLists.texts(spec.obj().list("clusterIPs"));
    boolean first = !ips.isEmpty() && ips.getFirst().equals(ServiceView.NONE);
    this.headless = first || spec.at("clusterIP").text().equals(ServiceView.NONE);
  }

  static void check(Cursor spec, Cluster cluster) {
    ServiceRules rules = new ServiceRules(spec, cluster);
    rules.values();
    rules.ports();
    if (rules.type.equals(EXTERNAL_NAME)) {
      rules.externalName();
    } else {
      rules.clusterIps();
      rules.families();
    }
    ObjectRules.labels(spec.at("selector"));
  }

  private void values() {
    spec.at("type").oneOf("ClusterIP", EXTERNAL_NAME, "LoadBalancer", "NodePort");
    spec.at("sessionAffinity").oneOf("ClientIP", "None");
    Cursor timeout = spec.at("sessionAffinityConfig", "clientIP", "timeoutSeconds");
    if (spec.at("sessionAffinity").text().equals("ClientIP")) {
      long seconds = timeout.number(1);
      if (seconds <= 0 || seconds > AFFINITY_SECONDS_MAX) {
        timeout.invalid("must be greater than 0 and less than " + AFFINITY_SECONDS_MAX);
      }
    }
    Cursor internal = spec.at("internalTrafficPolicy");
    if (internal.isPresent()) internal.oneOf("Cluster", "Local");
    Cursor distribution = spec.at("trafficDistribution");
    if (distribution.isPresent()) {
      distribution.oneOf("PreferClose", "PreferSameNode", "PreferSameZone");
    }
    external();
  }

  private void external() {
    boolean balanced = type.equals("LoadBalancer");
    boolean outside = balanced || type.equals("NodePort") || spec.at("externalIPs").size() > 0;
    Cursor policy = spec.at("externalTrafficPolicy");
    if (policy.isPresent() && !outside) {
      policy.invalid("may only be set for externally-accessible services");
    } else if (policy.isPresent()) {
      policy.oneOf("Cluster", "Local");
    }
    for (Cursor ip : spec.at("externalIPs").elements()) {
      ip.invalidEach(Syntax.endpointIp(ip.text(), false));
    }
    if (balanced) return;
    String why = "may only be used when `type` is 'LoadBalancer'";
    if (spec.at("loadBalancerSourceRanges").size() > 0) {
      // The API server's own spelling.
      spec.at("loadBalancerSourceRanges")
          .as(spec.path().child("LoadBalancerSourceRanges"))
          .forbidden(why);
    }
    for (String field : List.of("allocateLoadBalancerNodePorts", "loadBalancerClass")) {
      if (spec.at(field).isPresent()) spec.at(field).forbidden(why);
    }
  }

  private void ports() {
    Cursor ports = spec.at("ports");
    if (ports.size() == 0 && !headless && !type.equals(EXTERNAL_NAME)) ports.required("");
    Set<String> names = new HashSet<>();
    Set<String> numbers = new HashSet<>();
    for (Cursor port : ports.elements()) {
      Cursor name = port.at("name");
      if (name.text().isEmpty()) {
        if (ports.size() > 1) name.required("");
      } else {
        name.invalidEach(Syntax.label(name.text()));
        if (!names.add(name.text())) name.duplicate();
      }
      long number = port.at("port").number(0);
      port.at("port").invalidEach(Syntax.portNumber(number));
      port.at("protocol").oneOf("SCTP", "TCP", "UDP");
      target(port.at("targetPort"));
      Cursor protocol = port.at("appProtocol");
      if (!protocol.text().isEmpty()) {
        protocol.invalidEach(Syntax.qualifiedName(protocol.text()));
      }
      nodePort(port.at("nodePort"));
      if (!numbers.add(port.at("protocol").text() + "/" + number)) port.duplicate();
    }
  }

  private static void target(Cursor target) {
    switch (target.value()) {
      case Tree.Text text -> target.invalidEach(Syntax.portName(text.value()));
      case Tree.Num num -> target.invalidEach(Syntax.portNumber(num.value().longValue()));
      case Tree.Obj _, Tree.Arr _, Tree.Bool _, Tree.Null _ -> {}
    }
  }

  private void nodePort(Cursor nodePort) {
    long number = nodePort.number(0);
    if (number == 0) return;
    if (type.equals("NodePort") || type.equals("LoadBalancer")) {
      if (number < NODE_PORT_FIRST || number > NODE_PORT_LAST) {
        nodePort.invalid(
            "provided port is not in the valid range. The range of valid ports is "
                + NODE_PORT_FIRST
                + "-"
                + NODE_PORT_LAST);
      }
    } else {
      nodePort.forbidden("may not be used when `type` is '" + type + "'");
    }
  }

  private void externalName() {
    for (String field : List.of("clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
      Cursor each = spec.at(field);
      boolean alone = field.equals("clusterIPs") && !spec.at("clusterIP").text().isEmpty();
      if (alone || each.size() > 0 || !each.text().isEmpty()) {
        each.forbidden("may not be set for ExternalName services");
      }
    }
    Cursor name = spec.at("externalName");
    String text = name.text();
    if (text.isEmpty()) {
      name.required("");
    } else {
      String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
      name.invalidEach(Syntax.subdomain(bare));
    }
  }

  private void clusterIps() {
    Cursor all = spec.at("clusterIPs");
    String first = spec.at("clusterIP").text();
    List<String> ips = TreeLists.texts(spec.obj().list("clusterIPs"));
    if (first.isEmpty() && !ips.isEmpty()) {
      all.invalid("must be empty when `clusterIP` is not specified");
      return;
    }
    if (!ips.isEmpty() && !ips.getFirst().equals(first)) {
      all.invalid("first value must match `clusterIP`");
      return;
    }
    if (ips.size() > 2) all.invalid("may only hold up to 2 values");
    if (headless && !type.equals("ClusterIP")) {
      String why = "may not be set to 'None' for " + type + " services";
      (ips.isEmpty() ? spec.at("clusterIP") : all.elements().getFirst()).invalid(why);
    }
    int known = 0;
    for (Cursor each : all.elements()) {
      boolean none = each.text().equals(ServiceView.NONE);
      if (none && ips.size() > 1) {
        each.invalid("'None' must be the first and only value");
      } else if (!none) {
        each.invalidEach(Syntax.ip(each.text()));
        family(each, spec.at("ipFamilies"), known);
      }
      known++;
    }
    if (ips.size() == 2 && isIpv6(ips.get(0)).equals(isIpv6(ips.get(1))) && !headless) {
      all.invalid("may specify no more than one IP for each IP family");
    }
  }

  private static void family(Cursor ip, Cursor families, int index) {
    Optional<Boolean> isIpv6 = isIpv6(ip.text());
    if (isIpv6.isEmpty() || index >= families.size()) return;
    String expected = families.elements().get(index).text();
    if (!expected.equals(isIpv6.get() ? "IPv6" : "IPv4")) {
      ip.invalid("expected an " + expected + " value as indicated by `ipFamilies[" + index + "]`");
    }
  }

  private static Optional<Boolean> isIpv6(String text) {
    return IpAddress.parse(text).map(ip -> !ip.isIpv4());
  }

  private void families() {
    Cursor policy = spec.at("ipFamilyPolicy");
    if (policy.isPresent()) policy.oneOf("PreferDualStack", "RequireDualStack", "SingleStack");
    Set<String> seen = new HashSet<>();
    // Where the endpoints of a headless Service without selector are, the cluster can't know.
    boolean anywhere = headless && spec.at("selector").size() == 0;
    for (Cursor family : spec.at("ipFamilies").elements()) {
      family.oneOf("IPv4", "IPv6");
      if (!seen.add(family.text())) family.duplicate();
      boolean known = family.text().equals("IPv4") || family.text().equals("IPv6");
      if (!anywhere && known && !cluster.ipFamilies().contains(family.text())) {
        family.invalid("not configured on this cluster");
      }
    }
    if (policy.text().equals("SingleStack") && spec.at("ipFamilies").size() == 2) {
      policy.invalid(
          "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are"
              + " specified");
    }
    boolean single = cluster.ipFamilies().size() < 2;
    if (policy.text().equals("RequireDualStack") && single && !anywhere) {
      policy.invalid("this cluster is not configured for dual-stack services");
    }
  }
}
