package dev.roster.core.objects;

import dev.roster.core.names.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The rules of EndpointSlices and of the older Endpoints.
final class SliceRules {
  private static final int ENDPOINTS_MAX = 1000;
  private static final int ADDRESSES_MAX = 100;
  private static final int HINTS_MAX = 8;

  private SliceRules() {}

  static void checkSlice(Cursor slice, Cluster cluster) {
    Cursor type = slice.at("addressType");
    if (type.text().isEmpty()) {
      type.required("");
    } else {
      type.oneOf("FQDN", "IPv4", "IPv6");
    }
    Cursor endpoints = slice.at("endpoints");
    if (endpoints.size() > ENDPOINTS_MAX) {
      endpoints.tooMany(ENDPOINTS_MAX);
      return;
    }
    for (Cursor endpoint : endpoints.elements()) endpoint(endpoint, type.text(), cluster);
    Set<String> names = new HashSet<>();
    for (Cursor port : slice.at("ports").elements()) {
      Cursor name = port.at("name");
      if (!name.text().isEmpty()) name.invalidEach(Syntax.label(name.text()));
      if (!names.add(name.text())) name.duplicate();
      port.at("protocol").oneOf("SCTP", "TCP", "UDP");
      Cursor protocol = port.at("appProtocol");
      if (!protocol.text().isEmpty()) {
        protocol.invalidEach(Syntax.qualifiedName(protocol.text()));
      }
    }
  }

  private static void endpoint(Cursor endpoint, String type, Cluster cluster) {
    Cursor addresses = endpoint.at("addresses");
    if (addresses.size() == 0) addresses.required("must contain at least 1 address");
    if (addresses.size() > ADDRESSES_MAX) {
      addresses.tooMany(ADDRESSES_MAX);
    } else {
      for (Cursor address : addresses.elements()) {
        address.invalidEach(address(address.text(), type, cluster));
      }
    }
    Cursor hostname = endpoint.at("hostname");
    if (hostname.isPresent()) hostname.invalidEach(Syntax.label(hostname.text()));
    Cursor node = endpoint.at("nodeName");
    if (node.isPresent()) node.invalidEach(Syntax.subdomain(node.text()));
    for (String hint : List.of("forZones", "forNodes")) {
      Cursor hints = endpoint.at("hints", hint);
      if (hints.size() > HINTS_MAX) hints.tooMany(HINTS_MAX);
    }
  }

  private static List<String> address(String text, String type, Cluster cluster) {
    Optional<IpAddress> ip = IpAddress.parse(text);
    return switch (type) {
      case "IPv4" ->
          ip.isPresent() && ip.get().isIpv4()
              ? Syntax.endpointIp(text, cluster.loopbackAllowed())
              : List.of("must be an IPv4 address");
      case "IPv6" ->
          ip.isPresent() && !ip.get().isIpv4() && !ip.get().toString().startsWith("::ffff:")
              ? Syntax.endpointIp(text, cluster.loopbackAllowed())
              : List.of("must be an IPv6 address");
      case "FQDN" -> Syntax.subdomain(text);
      default -> List.of();
    };
  }

  static void checkEndpoints(Cursor endpoints, Cluster cluster) {
    for (Cursor subset : endpoints.at("subsets").elements()) {
      for (String list : List.of("addresses", "notReadyAddresses")) {
        for (Cursor address : subset.at(list).elements()) {
          Cursor ip = address.at("ip");
          ip.invalidEach(Syntax.endpointIp(ip.text(), cluster.loopbackAllowed()));
          Cursor hostname = address.at("hostname");
          if (!hostname.text().isEmpty()) hostname.invalidEach(Syntax.label(hostname.text()));
        }
      }
      Cursor ports = subset.at("ports");
      for (Cursor port : ports.elements()) {
        Cursor name = port.at("name");
        if (!name.text().isEmpty()) {
          name.invalidEach(Syntax.label(name.text()));
        } else if (ports.size() > 1) {
          name.required("");
        }
        port.at("port").invalidEach(Syntax.portNumber(port.at("port").number(0)));
        port.at("protocol").oneOf("SCTP", "TCP", "UDP");
      }
    }
  }
}
