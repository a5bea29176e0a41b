package dev.roster.dns.directive;

import dev.roster.dns.corefile.KubernetesConfig;
import dev.roster.dns.corefile.RosterConfig;
import dev.roster.dns.pipeline.Directive;

/// Makes the directive that answers from the catalog.
@FunctionalInterface
public interface KubernetesFactory {
  /// The directive of one server block.
  ///
  /// @param roster what the block's `roster` says: TTLs of denials, and whose rules hold
  Directive kubernetes(KubernetesConfig config, RosterConfig roster);
}
