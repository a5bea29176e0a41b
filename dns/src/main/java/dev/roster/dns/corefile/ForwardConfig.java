package dev.roster.dns.corefile;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// `forward FROM TO... { ... }`: questions for names below FROM go to other servers. Each time it
/// stands in the block is one route; they are tried in their order.
public record ForwardConfig(List<Route> routes) implements DirectiveConfig {
  /// Upstream servers of one route, at most (CoreDNS: 15).
  public static final int TARGETS_MAX = 15;

  public ForwardConfig {
    routes = List.copyOf(routes);
  }

  @Override
  public String directive() {
    return "forward";
  }

  /// How an upstream is asked.
  public enum Protocol {
    /// UDP and TCP.
    DNS("dns", 53),
    /// TLS (RFC 7858).
    TLS("tls", 853),
    /// HTTPS (RFC 8484).
    HTTPS("https", 443);

    private final String text;
    private final int defaultPort;

    Protocol(String text, int defaultPort) {
      this.text = text;
      this.defaultPort = defaultPort;
    }

    /// As written before `://`.
    public String text() {
      return text;
    }

    /// The port of an address that names none.
    public int defaultPort() {
      return defaultPort;
    }
  }

  /// One TO.
  ///
  /// @param host an address, or a name that is resolved when the configuration is served
  /// @param port as written; what is no port of 1..65535 is never reached, as in CoreDNS
  /// @param serverName whom a certificate must name, written behind `%`; "" where nothing is said
  public record Target(Protocol protocol, String host, long port, String serverName) {
    /// The address, if it is one.
    public Optional<IpAddress> address() {
      return IpAddress.parse(host);
    }
  }

  /// In which order upstreams are tried.
  public enum Policy {
    RANDOM,
    ROUND_ROBIN,
    SEQUENTIAL
  }

  /// How upstreams are asked.
  ///
  /// @param source the address to ask from
  /// @param dohGet whether HTTPS uses GET instead of POST
  public record Asking(
      boolean forceTcp,
      boolean preferUdp,
      Duration readTimeout,
      Optional<IpAddress> source,
      boolean dohGet) {}

  /// Connections that are kept.
  ///
  /// @param expire how long an unused one is
  /// @param ageMax how old one gets, zero for no bound
  /// @param idleMax how many unused ones of an upstream, 0 for no bound but Roster's own
  public record Keeping(Duration expire, Duration ageMax, int idleMax) {}

  /// How the health of upstreams is known.
  ///
  /// @param failsMax failed checks in a row beyond which an upstream is down; 0: never
  /// @param failFast whether SERVFAIL is answered at once where all are down
  public record Checking(
      long failsMax, Duration interval, boolean recursionDesired, Name domain, boolean failFast) {}

  /// When to ask again or elsewhere.
  ///
  /// @param concurrentMax questions under way, 0 for no bound but Roster's own
  /// @param attemptsMax failed tries of one question, 0 for no bound but the time; empty: two for
  ///   each upstream
  /// @param failover rcodes for which the next upstream is asked
  /// @param next rcodes for which the next route is taken
  /// @param nextOnNodata whether it is taken for an empty answer
  public record Trying(
      long concurrentMax,
      OptionalLong attemptsMax,
      List<Integer> failover,
      List<Integer> next,
      boolean nextOnNodata) {
    public Trying {
      failover = List.copyOf(failover);
      next = List.copyOf(next);
    }
  }

  /// TLS towards upstreams.
  ///
  /// @param files PEM: none (the system's authorities), CA, CERT KEY, or CERT KEY CA
  /// @param serverName whom certificates must name, "" for the address
  public record Tls(List<String> files, String serverName) {
    public Tls {
      files = List.copyOf(files);
    }
  }

  /// One `forward`.
  ///
  /// @param position where it stands
  /// @param except names below FROM that are not its own
  /// @param to in the order written, at least one
  /// @param resolvers whom to ask for names in TO; none: the system
  public record Route(
      Position position,
      Name from,
      List<Name> except,
      List<Target> to,
      Policy policy,
      Asking asking,
      Keeping keeping,
      Checking checking,
      Trying trying,
      Tls tls,
      List<String> resolvers) {
    public Route {
      except = List.copyOf(except);
      to = List.copyOf(to);
      resolvers = List.copyOf(resolvers);
    }
  }

  static ForwardConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    return ForwardParser.parse(words, block);
  }
}
