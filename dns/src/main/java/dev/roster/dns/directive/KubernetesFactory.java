package dev.roster.dns.directive;

import dev.roster.dns.corefile.KubernetesConfig;
import dev.roster.dns.pipeline.Directive;
import java.util.OptionalInt;

/// Makes the directive that answers from the catalog.
@FunctionalInterface
public interface KubernetesFactory {
  /// The directive of one server block.
  ///
  /// @param negativeTtlSeconds of denials of names that a declared set will own; empty: the zone's
  Directive kubernetes(KubernetesConfig config, OptionalInt negativeTtlSeconds);
}
