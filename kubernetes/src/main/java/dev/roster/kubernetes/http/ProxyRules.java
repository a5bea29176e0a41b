package dev.roster.kubernetes.http;

import dev.roster.core.names.IpAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Which proxy a request goes through, as client-go decides it: the kubeconfig's `proxy-url`, else
/// `HTTPS_PROXY` or `HTTP_PROXY` but for what `NO_PROXY` names (golang.org/x/net/http/httpproxy).
///
/// @param user "" for none
record ProxyRules(Proxy proxy, String user, String password) {
  /// Entries of NO_PROXY that are looked at, at most.
  static final int ENTRIES_MAX = 10_000;

  static final ProxyRules DIRECT = new ProxyRules(Proxy.NO_PROXY, "", "");

  @Override
  public String toString() {
    return "ProxyRules[" + proxy + "]"; // without the password
  }

  /// The proxy of an access.
  ///
  /// @param environment the process's
  static ProxyRules of(ApiAccess access, Map<String, String> environment)
      throws BadAccessException {
    if (!access.proxy().isEmpty()) return parse(access.proxy(), "proxy-url");
    boolean tls = "https".equals(access.server().getScheme());
    String name = tls ? "HTTPS_PROXY" : "HTTP_PROXY";
    String url = either(environment, name);
    if (url.isEmpty() || isDirect(access.server(), either(environment, "NO_PROXY"))) return DIRECT;
    return parse(url, name);
  }

  private static String either(Map<String, String> environment, String name) {
    String upper = environment.getOrDefault(name, "");
    return upper.isEmpty() ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "") : upper;
  }

  private static ProxyRules parse(String text, String part) throws BadAccessException {
    String whole = text.contains("://") ? text : "http://" + text;
    URI url;
    try {
      url = URI.create(whole);
    } catch (IllegalArgumentException malformed) {
      throw new BadAccessException(part, "is no URL"); // it may hold a password
    }
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    String host = Optional.ofNullable(url.getHost()).orElse("");
    boolean socks = scheme.equals("socks5") || scheme.equals("socks5h");
    if (host.isEmpty() || (!socks && !scheme.equals("http"))) {
      throw new BadAccessException(part, "can't go through " + scheme + "://" + host);
    }
    int port = url.getPort() >= 0 ? url.getPort() : socks ? 1080 : 80;
    String[] who = Optional.ofNullable(url.getRawUserInfo()).orElse("").split(":", 2);
    if (socks && !who[0].isEmpty()) {
      throw new BadAccessException(part, "a user can't be told to a SOCKS proxy");
    }
    Proxy.Type type = socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP;
    return new ProxyRules(
        new Proxy(type, InetSocketAddress.createUnresolved(bare(host), port)),
        plain(who[0]),
        who.length > 1 ? plain(who[1]) : "");
  }

  private static String plain(String encoded) {
    return URLDecoder.decode(encoded.replace("+", "%2b"), StandardCharsets.UTF_8);
  }

  /// An IPv6 address without brackets.
  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /// Whether a server is asked without a proxy: it is this machine, or NO_PROXY names it.
  static boolean isDirect(URI server, String noProxy) {
    String host = bare(Optional.ofNullable(server.getHost()).orElse("")).toLowerCase(Locale.ROOT);
    Optional<IpAddress> address = IpAddress.parse(host);
    if (host.equals("localhost") || address.map(ProxyRules::isLoopback).orElse(false)) return true;
    int port =
        server.getPort() >= 0 ? server.getPort() : "https".equals(server.getScheme()) ? 443 : 80;
    List<String> entries = List.of(noProxy.toLowerCase(Locale.ROOT).split(",", ENTRIES_MAX));
    return entries.stream().anyMatch(each -> names(each.strip(), host, address, port));
  }

  private static boolean isLoopback(IpAddress address) {
    if (address.unmapped().isIpv4()) return address.unmapped().byteAt(0) == 127;
    return address.equals(IpAddress.of("::1"));
  }

  /// Whether one entry names a host: `*`, an address, a network, a name (and what is below it), or
  /// a name behind a dot (only what is below it); each but a network with a port or without.
  private static boolean names(String entry, String host, Optional<IpAddress> address, int port) {
    if (entry.isEmpty()) return false;
    if (entry.equals("*")) return true;
    int slash = entry.indexOf('/');
    if (slash > 0) return address.isPresent() && isIn(address.get(), entry, slash);
    String name = entry;
    int colon = entry.lastIndexOf(':');
    boolean withPort = colon >= 0 && (entry.indexOf(':') == colon || entry.startsWith("["));
    if (withPort && entry.indexOf(']') < colon) {
      if (!entry.substring(colon + 1).equals(Integer.toString(port))) return false;
      name = entry.substring(0, colon);
    }
    name = name.endsWith("]") ? bare(name) : name;
    Optional<IpAddress> named = IpAddress.parse(name);
    if (named.isPresent()) return named.equals(address);
    if (name.startsWith("*.")) name = name.substring(1);
    if (name.startsWith(".")) return host.endsWith(name);
    return host.equals(name) || host.endsWith("." + name);
  }

  private static boolean isIn(IpAddress address, String network, int slash) {
    Optional<IpAddress> base = IpAddress.parse(network.substring(0, slash));
    String digits = network.substring(slash + 1);
    if (base.isEmpty() || !digits.matches("\\d{1,3}")) return false;
    int bits = Integer.parseInt(digits);
    if (base.get().length() != address.length() || bits > address.length() * 8) return false;
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> (i & 7);
      if (((base.get().byteAt(i / 8) ^ address.byteAt(i / 8)) & mask) != 0) return false;
    }
    return true;
  }
}
