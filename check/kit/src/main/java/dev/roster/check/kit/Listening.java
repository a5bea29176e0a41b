package dev.roster.check.kit;

import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;

/// Where a server says it listens, by the lines that it prints: `dns 127.0.0.1:1053 (udp, tcp)`.
///
/// @param lines those lines
public record Listening(List<String> lines) {
  public Listening {
    lines = List.copyOf(lines);
  }

  /// What stands so far in its output.
  public static Listening read(String output) {
    return new Listening(
        output.lines().filter(it -> it.startsWith("dns ") && it.endsWith(")")).toList());
  }

  /// The port of an address, over UDP and TCP.
  public OptionalInt dns(String address) {
    return port(address, "udp, tcp");
  }

  /// The port of an address, over another transport: `tls`, `https`.
  public OptionalInt port(String address, String how) {
    InetAddress wanted = InetAddress.ofLiteral(address);
    String end = " (" + how + ")";
    for (String line : lines) {
      int colon = line.lastIndexOf(':');
      if (!line.endsWith(end) || colon < 0) continue;
      String host = line.substring("dns ".length(), colon).replaceAll("[\\[\\]]", "");
      if (!InetAddress.ofLiteral(host).equals(wanted)) continue;
      return OptionalInt.of(
          Integer.parseInt(line.substring(colon + 1, line.length() - end.length())));
    }
    return OptionalInt.empty();
  }
}
