package dev.roster.dns.pipeline;

import dev.roster.core.catalog.ZoneOptions;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.dns.directive.ForeignDirective;
import dev.roster.dns.directive.LoadbalanceDirective;
import dev.roster.dns.kubernetes.KubernetesDirective;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Server blocks for tests.
public final class Blocks {
  private Blocks() {}

  /// A block for all names, with `cluster.local` and reverse names from the catalog; other names
  /// don't exist.
  public static ServerBlock cluster(boolean loadbalance, Directive... more) {
    ZoneOptions options =
        ZoneOptions.of(Name.of("cluster.local"), Name.of("in-addr.arpa"), Name.of("ip6.arpa"));
    List<Directive> directives = new ArrayList<>(List.of(more));
    directives.add(new KubernetesDirective(options, List.of(), OptionalInt.empty()));
    directives.add(new ForeignDirective());
    if (loadbalance) directives.add(new LoadbalanceDirective());
    return new ServerBlock(Name.ROOT, "", List.of(IpAddress.of("10.9.9.9")), directives);
  }
}
