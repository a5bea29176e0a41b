package dev.roster.app.wiring;

import dev.roster.app.verbs.ExitCode;
import dev.roster.app.verbs.VerbException;
import dev.roster.app.verbs.VersionVerb;
import dev.roster.core.catalog.Catalog;
import dev.roster.dns.corefile.BuiltinCorefile;
import dev.roster.dns.corefile.CorefileConfig;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.directive.DnsService;
import dev.roster.dns.directive.LineQueue;
import dev.roster.dns.host.Host;
import dev.roster.dns.kubernetes.KubernetesDirective;
import dev.roster.dns.metrics.MetricSource;
import dev.roster.dns.pipeline.Observer;
import dev.roster.dns.pipeline.Transport;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The DNS service of a process, started with the machine's clock and randomness, and what is said
/// of it to people.
public final class NameServer {
  private NameServer() {}

  /// As below, without more numbers, and nobody is told of answers.
  public static DnsService start(
      Supplier<CorefileResult> corefile,
      Supplier<Catalog> catalog,
      BooleanSupplier synced,
      LineQueue lines,
      Host.Fatal fatal)
      throws VerbException {
    return start(corefile, catalog, synced, List.of(), () -> Observer.NONE, lines, fatal);
  }

  /// Serves a Corefile, and follows it where its `reload` asks for it.
  ///
  /// @param corefile reads it, each time anew
  /// @param synced whether all objects have been told once, for `/ready`
  /// @param numbers more for `/metrics`
  /// @param observers makes who is told of a worker's answers
  /// @param lines where `errors`, `log` and `reload` write
  /// @param fatal ends the process, for directives that must
  /// @throws VerbException if the Corefile is refused or an address can't be had; nothing runs then
  public static DnsService start(
      Supplier<CorefileResult> corefile,
      Supplier<Catalog> catalog,
      BooleanSupplier synced,
      List<? extends MetricSource> numbers,
      Supplier<Observer> observers,
      LineQueue lines,
      Host.Fatal fatal)
      throws VerbException {
    List<MetricSource> all = new ArrayList<>(numbers);
    all.add(lines);
    var parts =
        new DnsService.Parts(
            catalog,
            KubernetesDirective::of,
            Map.of("kubernetes", synced),
            Clocks.nanoTime(),
            Clocks.unixNanos(),
            Clocks.random(),
            lines,
            fatal,
            all,
            observers,
            VersionVerb.VERSION);
    return switch (DnsService.start(corefile, parts)) {
      case DnsService.Result.Started(DnsService service) -> service;
      case DnsService.Result.Refused(List<CorefileProblem> problems) -> throw refused(problems);
    };
  }

  /// What is said of a Corefile that is not served.
  public static VerbException refused(List<CorefileProblem> problems) {
    List<String> text = new ArrayList<>();
    for (CorefileProblem problem : problems) text.add("roster: " + problem);
    return new VerbException(ExitCode.MEND, String.join("\n", text));
  }

  /// Why a Corefile could not be served here, without serving it: addresses that can't be had,
  /// files that can't be read.
  public static List<CorefileProblem> check(CorefileConfig config) {
    var parts =
        new DnsService.Parts(
            () -> Catalog.EMPTY,
            KubernetesDirective::of,
            Map.of(),
            Clocks.nanoTime(),
            Clocks.random(),
            (_, _) -> {},
            _ -> {},
            List.of(),
            VersionVerb.VERSION);
    return DnsService.check(config, parts);
  }

  /// The built-in Corefile on one address.
  public static Supplier<CorefileResult> builtin(
      HostPortOption dns, Optional<HostPortOption> metrics) {
    String text =
        BuiltinCorefile.text(dns.host(), dns.port(), metrics.map(HostPortOption::toString));
    return () -> CorefileReader.read(text, BuiltinCorefile.SOURCE, Map.of());
  }

  /// One line a listener, for people.
  public static List<String> said(DnsService service) {
    List<String> said = new ArrayList<>();
    List<Transport> transports = service.dnsTransports();
    List<InetSocketAddress> addresses = service.dnsAddresses();
    for (int i = 0; i < addresses.size(); i++) {
      Transport transport = transports.get(i);
      String how = transport == Transport.UDP ? "udp, tcp" : transport.scheme();
      said.add("dns " + text(addresses.get(i)) + " (" + how + ")");
    }
    for (InetSocketAddress address : service.httpAddresses()) said.add("http " + text(address));
    return said;
  }

  /// `127.0.0.1:1053`, `[::1]:1053`.
  public static String text(InetSocketAddress address) {
    return new HostPortOption(address.getAddress().getHostAddress(), address.getPort()).toString();
  }
}
