package dev.roster.dns.corefile;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.dns.corefile.ForwardConfig.Protocol;
import dev.roster.dns.corefile.ForwardConfig.Target;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads the TOs of `forward`, each as the first of these that it is: an address with or without a
/// scheme and port, a file like `/etc/resolv.conf` (its nameservers), a host name.
final class ForwardTargets {
  /// Bytes of a file with nameservers, at most.
  static final int RESOLV_CONF_BYTES_MAX = 64 << 10;

  private static final List<String> SCHEMES =
      List.of("tls", "dns", "quic", "grpc", "https3", "https", "unix");

  private ForwardTargets() {}

  /// Host and port; empty where Go's `net.SplitHostPort` fails.
  private record Split(String host, String port) {}

  /// The upstreams of one word; none where a file names none.
  static List<Target> of(Token word) throws Refusal {
    String text = word.text();
    String scheme = "dns";
    String rest = text;
    for (String candidate : SCHEMES) {
      if (!text.startsWith(candidate + "://")) continue;
      scheme = candidate;
      rest = text.substring(candidate.length() + 3);
      break;
    }
    if (rest.isEmpty()) {
      throw new Refusal(word.position(), "\"" + text + "\" is no address");
    }
    Protocol protocol = protocol(scheme, word);
    if (protocol == Protocol.HTTPS && rest.indexOf('/') >= 0) {
      throw new Refusal(
          word.position(), "\"" + text + "\" has a path", "the path is always /dns-query");
    }
    Optional<Split> split = split(rest);
    String host = split.map(Split::host).orElse(trimBrackets(rest));
    if (IpAddress.parse(withoutZone(host)).isPresent()) {
      String zone = host.substring(withoutZone(host).length());
      return List.of(
          new Target(
              protocol,
              withoutZone(host),
              split.map(each -> port(each.port())).orElse((long) protocol.defaultPort()),
              zone.isEmpty() ? "" : zone.substring(1)));
    }
    Optional<List<String>> servers = nameservers(split.isPresent() ? rest : host);
    if (servers.isPresent()) {
      return servers.get().stream()
          .map(server -> new Target(Protocol.DNS, withoutZone(server), 53, ""))
          .toList();
    }
    return List.of(named(word, protocol, rest));
  }

  private static Protocol protocol(String scheme, Token word) throws Refusal {
    return switch (scheme) {
      case "dns" -> Protocol.DNS;
      case "tls" -> Protocol.TLS;
      case "https" -> Protocol.HTTPS;
      default ->
          throw new Refusal(
              word.position(),
              "forward does not speak " + scheme + ": \"" + word.text() + "\"",
              "expected: dns://, tls:// or https://");
    };
  }

  private static Target named(Token word, Protocol protocol, String rest) throws Refusal {
    String serverName = "";
    String host = rest;
    int percent = rest.lastIndexOf('%');
    if (percent >= 0) {
      serverName = rest.substring(percent + 1);
      host = rest.substring(0, percent);
      int colon = serverName.lastIndexOf(':');
      if (colon >= 0) {
        host += serverName.substring(colon);
        serverName = serverName.substring(0, colon);
      }
    }
    Optional<Split> split = split(host);
    String name = trimBrackets(split.map(Split::host).orElse(host));
    if (name.isEmpty() || Name.parse(name).isEmpty()) {
      throw new Refusal(
          word.position(), "\"" + word.text() + "\" is no address, file or host name");
    }
    long port = split.map(each -> port(each.port())).orElse((long) protocol.defaultPort());
    return new Target(protocol, name, port, serverName);
  }

  private static String withoutZone(String host) {
    int percent = host.lastIndexOf('%');
    return percent < 0 ? host : host.substring(0, percent);
  }

  private static String trimBrackets(String host) {
    int from = 0;
    int to = host.length();
    while (from < to && (host.charAt(from) == '[' || host.charAt(from) == ']')) from++;
    while (to > from && (host.charAt(to - 1) == '[' || host.charAt(to - 1) == ']')) to--;
    return host.substring(from, to);
  }

  /// What is no number is no port that could be reached.
  private static long port(String text) {
    OptionalLong number = GoValues.integer(text);
    return number.isPresent() ? number.getAsLong() : -1;
  }

  private static Optional<Split> split(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) return Optional.empty();
    String host = text.substring(0, colon);
    if (host.startsWith("[")) {
      if (!host.endsWith("]")) return Optional.empty();
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      return Optional.empty();
    }
    if (host.indexOf('[') >= 0 || host.indexOf(']') >= 0) return Optional.empty();
    return Optional.of(new Split(host, text.substring(colon + 1)));
  }

  /// The nameservers of a file; empty where it can't be read.
  private static Optional<List<String>> nameservers(String file) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(RESOLV_CONF_BYTES_MAX);
      List<String> servers = new ArrayList<>();
      for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length > 1 && words[0].equals("nameserver")) servers.add(words[1]);
      }
      return Optional.of(servers);
    } catch (IOException | IllegalArgumentException unreadable) {
      // Then it is a host name, or nothing.
      return Optional.empty();
    }
  }
}
