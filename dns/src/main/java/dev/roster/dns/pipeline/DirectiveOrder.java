package dev.roster.dns.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The order in which directives run, whatever their order in the Corefile: CoreDNS 1.14's, with
/// `roster` first.
public final class DirectiveOrder {
  /// All places, known to Roster or not.
  public static final List<String> NAMES =
      List.of(
          "roster",
          "root",
          "metadata",
          "geoip",
          "cancel",
          "proxyproto",
          "quic",
          "grpc_server",
          "https",
          "https3",
          "timeouts",
          "multisocket",
          "reload",
          "nsid",
          "bufsize",
          "bind",
          "debug",
          "trace",
          "ready",
          "health",
          "pprof",
          "shed",
          "prometheus",
          "errors",
          "log",
          "dnstap",
          "local",
          "dns64",
          "any",
          "chaos",
          "loadbalance",
          "tsig",
          "rewrite",
          "autopath",
          "acl",
          "cache",
          "header",
          "dnssec",
          "tls",
          "minimal",
          "template",
          "transfer",
          "hosts",
          "route53",
          "azure",
          "clouddns",
          "k8s_external",
          "kubernetes",
          "file",
          "auto",
          "secondary",
          "etcd",
          "loop",
          "forward",
          "grpc",
          "erratic",
          "whoami",
          "on",
          "sign",
          "view",
          "nomad");

  private DirectiveOrder() {}

  /// The directives in the order they run; equal names keep their order.
  public static List<Directive> sorted(List<Directive> directives) {
    List<Directive> sorted = new ArrayList<>(directives);
    sorted.sort(Comparator.comparingInt(DirectiveOrder::place));
    return List.copyOf(sorted);
  }

  private static int place(Directive directive) {
    int place = NAMES.indexOf(directive.name());
    return place < 0 ? NAMES.size() : place;
  }
}
