package dev.roster.dns.directive;

import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Position;
import dev.roster.dns.corefile.BindConfig;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.ServerBlockConfig;
import dev.roster.dns.corefile.Token;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What `bind` means on this machine: addresses for addresses and names of interfaces.
final class BindAddresses {
  private BindAddresses() {}

  /// The addresses of each interface of this machine, by its name; a link-local one names its
  /// interface, `fe80::1%eth0`.
  static Map<String, List<String>> ofMachine() {
    Map<String, List<String>> interfaces = new LinkedHashMap<>();
    try {
      for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
        interfaces.put(each.getName(), each.inetAddresses().map(BindAddresses::text).toList());
      }
    } catch (SocketException _) {
      // Without a list there are no interfaces to name; addresses are still good.
      return Map.of();
    }
    return interfaces;
  }

  private static String text(InetAddress address) {
    String text = IpAddress.of(address.getAddress()).toString();
    boolean scoped = address instanceof Inet6Address && address.isLinkLocalAddress();
    if (!scoped) return text;
    String host = address.getHostAddress();
    int zone = host.indexOf('%');
    return zone < 0 ? text : text + host.substring(zone);
  }

  /// The addresses to listen on: "" for all where there is no `bind`, none where all are excepted.
  static List<String> resolve(
      Optional<BindConfig> bind,
      Map<String, List<String>> interfaces,
      List<CorefileProblem> problems) {
    if (bind.isEmpty()) return List.of("");
    List<String> all = new ArrayList<>();
    for (BindConfig.Binding binding : bind.get().bindings()) {
      List<String> except = resolve(binding.except(), interfaces, problems);
      for (String address : resolve(binding.addresses(), interfaces, problems)) {
        if (!except.contains(address)) all.add(address);
      }
    }
    return all;
  }

  /// Where a block says that it listens there: the word of its `bind` that names the address, the
  /// first where an interface does; empty without `bind`.
  static Optional<Position> place(ServerBlockConfig block, String host) {
    Optional<Position> place = Optional.empty();
    for (BindConfig.Binding binding :
        block.find(BindConfig.class).map(BindConfig::bindings).orElse(List.of())) {
      for (Token word : binding.addresses()) {
        if (word.text().equals(host)) return Optional.of(word.position());
        if (place.isEmpty()) place = Optional.of(word.position());
      }
    }
    return place;
  }

  private static List<String> resolve(
      List<Token> words, Map<String, List<String>> interfaces, List<CorefileProblem> problems) {
    List<String> addresses = new ArrayList<>();
    for (Token word : words) {
      List<String> ofInterface = interfaces.get(word.text());
      if (ofInterface != null) {
        addresses.addAll(ofInterface);
        continue;
      }
      Optional<IpAddress> address = IpAddress.parse(word.text());
      if (address.isPresent()) {
        addresses.add(address.get().toString());
      } else {
        problems.add(
            CorefileProblem.of(
                word.position(),
                "bind: \""
                    + word.text()
                    + "\" is no IP address and no interface (interfaces: "
                    + String.join(", ", interfaces.keySet())
                    + ")"));
      }
    }
    return addresses;
  }

  /// The server's own addresses: what it listens on. Loopback ones are among them; who names the
  /// server decides what to make of them.
  static List<IpAddress> own(List<String> hosts, Map<String, List<String>> interfaces) {
    List<String> texts = new ArrayList<>();
    if (hosts.contains("")) interfaces.values().forEach(texts::addAll);
    else texts.addAll(hosts);
    List<IpAddress> own = new ArrayList<>();
    for (String text : texts) {
      int zone = text.indexOf('%');
      Optional<IpAddress> address = IpAddress.parse(zone < 0 ? text : text.substring(0, zone));
      if (address.isPresent() && !own.contains(address.get())) own.add(address.get());
    }
    return own;
  }
}
