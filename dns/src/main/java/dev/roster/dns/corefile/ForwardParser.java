package dev.roster.dns.corefile;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Position;
import dev.roster.dns.corefile.ForwardConfig.Asking;
import dev.roster.dns.corefile.ForwardConfig.Checking;
import dev.roster.dns.corefile.ForwardConfig.Keeping;
import dev.roster.dns.corefile.ForwardConfig.Policy;
import dev.roster.dns.corefile.ForwardConfig.Protocol;
import dev.roster.dns.corefile.ForwardConfig.Route;
import dev.roster.dns.corefile.ForwardConfig.Target;
import dev.roster.dns.corefile.ForwardConfig.Tls;
import dev.roster.dns.corefile.ForwardConfig.Trying;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Reads one `forward` at a time: what is said so far, each field with CoreDNS's default.
final class ForwardParser {
  private static final long UINT32_MAX = 0xffff_ffffL;

  private static final List<String> PROPERTIES =
      List.of(
          "except",
          "max_fails",
          "max_connect_attempts",
          "health_check",
          "force_tcp",
          "prefer_udp",
          "tls",
          "tls_servername",
          "expire",
          "max_age",
          "max_idle_conns",
          "read_timeout",
          "doh_method",
          "policy",
          "max_concurrent",
          "next",
          "next_on_nodata",
          "failfast_all_unhealthy_upstreams",
          "failover",
          "resolver",
          "source_address");

  private final TokenCursor words;
  private final BlockContext block;
  private final List<Name> except = new ArrayList<>();
  private final List<Integer> next = new ArrayList<>();
  private final List<Integer> failover = new ArrayList<>();
  private List<String> tlsFiles = List.of();
  private List<String> resolvers = List.of();
  private String tlsServerName = "";
  private Policy policy = Policy.RANDOM;
  private Optional<IpAddress> source = Optional.empty();
  private OptionalLong attemptsMax = OptionalLong.empty();
  private Duration expire = Duration.ofSeconds(10);
  private Duration ageMax = Duration.ZERO;
  private Duration readTimeout = Duration.ofSeconds(2);
  private Duration checkInterval = Duration.ofMillis(500);
  private Name checkDomain = Name.ROOT;
  private boolean checkRecursion = true;
  private boolean forceTcp;
  private boolean preferUdp;
  private boolean dohGet;
  private boolean failFast;
  private boolean nextOnNodata;
  private long failsMax = 2;
  private long concurrentMax;
  private long idleMax;

  private ForwardParser(TokenCursor words, BlockContext block) {
    this.words = words;
    this.block = block;
  }

  static ForwardConfig parse(TokenCursor words, BlockContext block) throws Refusal {
    List<Route> routes = new ArrayList<>();
    while (words.next()) routes.add(new ForwardParser(words, block).route());
    return new ForwardConfig(routes);
  }

  private Route route() throws Refusal {
    Position position = words.position();
    List<Token> arguments = words.arguments();
    if (arguments.size() < 2) throw words.refuseCount("forward", "FROM TO...", arguments);
    Token first = arguments.getFirst();
    List<Name> from = ZoneKeys.ofArguments(List.of(first), new ArrayList<>());
    if (from.isEmpty()) {
      throw new Refusal(first.position(), "\"" + first.text() + "\" is no zone");
    }
    if (from.size() > 1) {
      block.note(
          first.position(),
          "\"" + first.text() + "\" is several zones: only " + from.getFirst() + " is forwarded");
    }
    while (words.nextInBlock()) property();
    if (ageMax.isPositive() && ageMax.compareTo(expire) < 0) {
      throw words.refuse("max_age is shorter than expire");
    }
    List<Token> to = arguments.subList(1, arguments.size());
    if (to.size() > ForwardConfig.TARGETS_MAX) {
      throw words.refuse(
          "forward has "
              + to.size()
              + " servers (expected: at most "
              + ForwardConfig.TARGETS_MAX
              + ")");
    }
    return new Route(
        position,
        from.getFirst(),
        except,
        targets(to),
        policy,
        new Asking(forceTcp, preferUdp, readTimeout, source, dohGet),
        new Keeping(expire, ageMax, (int) Math.min(idleMax, Integer.MAX_VALUE)),
        new Checking(failsMax, checkInterval, checkRecursion, checkDomain, failFast),
        new Trying(concurrentMax, attemptsMax, failover, next, nextOnNodata),
        new Tls(tlsFiles, tlsServerName),
        resolvers);
  }

  /// The same address counts once, whatever its scheme.
  private List<Target> targets(List<Token> to) throws Refusal {
    Map<String, Target> targets = new LinkedHashMap<>();
    for (Token word : to) {
      for (Target target : ForwardTargets.of(word)) {
        boolean named = target.protocol() == Protocol.TLS && !target.serverName().isEmpty();
        if (named && !tlsServerName.isEmpty()) {
          throw new Refusal(
              word.position(),
              "\"" + word.text() + "\" names a server, and so does tls_servername");
        }
        targets.putIfAbsent(target.host() + " " + target.port(), target);
      }
    }
    if (targets.isEmpty()) throw words.refuse("forward has no server to ask");
    return List.copyOf(targets.values());
  }

  private void property() throws Refusal {
    switch (words.text()) {
      case "except" -> except.addAll(ZoneKeys.ofArguments(some("zones"), new ArrayList<>()));
      case "max_fails" -> failsMax = uint32();
      case "max_connect_attempts" -> attemptsMax = OptionalLong.of(uint32());
      case "health_check" -> healthCheck();
      case "force_tcp" -> forceTcp = flag();
      case "prefer_udp" -> preferUdp = flag();
      case "tls" -> {
        List<Token> files = words.arguments();
        if (files.size() > 3) throw words.refuseCount("tls", "[CERT KEY] [CA]", files);
        tlsFiles = files.stream().map(Token::text).toList();
      }
      case "tls_servername" -> tlsServerName = one("a name").text();
      case "expire" -> expire = notNegative(duration(one("a duration")), "expire");
      case "max_age" -> ageMax = notNegative(duration(one("a duration")), "max_age");
      case "max_idle_conns" -> idleMax = count("max_idle_conns");
      case "read_timeout" -> {
        readTimeout = duration(one("a duration"));
        if (!readTimeout.isPositive()) throw words.refuse("read_timeout is not positive");
      }
      case "doh_method" ->
          dohGet =
              switch (one("GET or POST").text()) {
                case "GET" -> true;
                case "POST" -> false;
                default -> throw words.refuse("doh_method \"" + words.text() + "\" (GET, POST)");
              };
      case "policy" ->
          policy =
              switch (one("a policy").text()) {
                case "random" -> Policy.RANDOM;
                case "round_robin" -> Policy.ROUND_ROBIN;
                case "sequential" -> Policy.SEQUENTIAL;
                default ->
                    throw words.refuseProperty(
                        "policy", List.of("random", "round_robin", "sequential"));
              };
      case "max_concurrent" -> concurrentMax = count("max_concurrent");
      case "next" -> rcodes(next, false);
      case "next_on_nodata" -> nextOnNodata = flag();
      case "failfast_all_unhealthy_upstreams" -> failFast = flag();
      case "failover" -> rcodes(failover, true);
      case "resolver" -> resolvers();
      case "source_address" -> {
        source = IpAddress.parse(one("an address").text());
        if (source.isEmpty()) throw words.refuse("\"" + words.text() + "\" is no IP address");
      }
      default -> throw words.refuseProperty("forward", PROPERTIES);
    }
  }

  private void healthCheck() throws Refusal {
    List<Token> values = some("a duration, no_rec, domain NAME");
    checkInterval = notNegative(duration(values.getFirst()), "health_check");
    checkDomain = Name.ROOT;
    for (int i = 1; i < values.size(); i++) {
      Token option = values.get(i);
      switch (option.text()) {
        case "no_rec" -> checkRecursion = false;
        case "domain" -> {
          if (++i == values.size()) throw words.refuse("domain has no name behind it");
          String text = values.get(i).text();
          checkDomain =
              Name.parse(text)
                  .map(Name::folded)
                  .orElseThrow(() -> words.refuse("\"" + text + "\" is no name"));
        }
        default ->
            throw new Refusal(
                option.position(), "health_check: \"" + option.text() + "\" (no_rec, domain NAME)");
      }
    }
  }

  private void rcodes(List<Integer> into, boolean failing) throws Refusal {
    for (Token word : some("rcodes")) {
      OptionalInt rcode = Rcodes.parse(word.text().toUpperCase(Locale.ROOT));
      if (rcode.isEmpty()) {
        throw new Refusal(word.position(), "\"" + word.text() + "\" is no rcode");
      }
      if (failing && rcode.getAsInt() == 0) {
        throw new Refusal(word.position(), "failover: NOERROR is no failure");
      }
      into.add(rcode.getAsInt());
    }
  }

  private void resolvers() throws Refusal {
    List<Token> values = some("addresses");
    for (Token value : values) {
      String text = value.text();
      int colon = text.lastIndexOf(':');
      boolean port = colon >= 0 && (text.startsWith("[") || text.indexOf(':') == colon);
      String host = port ? text.substring(0, colon) : text;
      if (host.startsWith("[") && host.endsWith("]")) host = host.substring(1, host.length() - 1);
      if (IpAddress.parse(host).isEmpty()) {
        throw new Refusal(value.position(), "resolver \"" + text + "\" is no IP address");
      }
    }
    resolvers = values.stream().map(Token::text).toList();
  }

  private boolean flag() throws Refusal {
    String property = words.text();
    List<Token> values = words.arguments();
    if (!values.isEmpty()) throw words.refuseCount(property, "none", values);
    return true;
  }

  private Token one(String expected) throws Refusal {
    String property = words.text();
    List<Token> values = words.arguments();
    if (values.size() != 1) throw words.refuseCount(property, expected, values);
    return values.getFirst();
  }

  private List<Token> some(String expected) throws Refusal {
    String property = words.text();
    List<Token> values = words.arguments();
    if (values.isEmpty()) throw words.refuseCount(property, expected, values);
    return values;
  }

  private Duration duration(Token word) throws Refusal {
    return GoValues.duration(word.text())
        .orElseThrow(
            () -> new Refusal(word.position(), "\"" + word.text() + "\" is no duration (10s)"));
  }

  private Duration notNegative(Duration duration, String property) throws Refusal {
    if (duration.isNegative()) throw words.refuse(property + " is negative");
    return duration;
  }

  private long uint32() throws Refusal {
    String text = one("a number").text();
    OptionalLong number = GoValues.integer(text);
    boolean digits = !text.startsWith("+") && !text.startsWith("-");
    if (number.isEmpty() || !digits || number.getAsLong() > UINT32_MAX) {
      throw words.refuse("\"" + text + "\" is no number (expected: 0.." + UINT32_MAX + ")");
    }
    return number.getAsLong();
  }

  private long count(String property) throws Refusal {
    OptionalLong number = GoValues.integer(one("a number").text());
    if (number.isEmpty() || number.getAsLong() < 0) {
      throw words.refuse(property + " is \"" + words.text() + "\" (expected: 0 or more)");
    }
    return number.getAsLong();
  }
}
