package dev.roster.core.catalog;

import dev.roster.core.names.IpAddress;
import java.util.Map;
import java.util.Optional;

/// The pod that asks, found by its address.
///
/// @param labels in the order of keys
public record Client(String namespace, String name, Map<String, String> labels) {
  /// The pod that has this address as its primary one, among those that the options verify; empty
  /// where they verify none. Of several the first in the order of keys.
  public static Optional<Client> at(Catalog catalog, ZoneOptions options, IpAddress address) {
    if (options.pods() != ZoneOptions.PodMode.VERIFIED) return Optional.empty();
    return catalog
        .pod(options.origin(), "", address, options.labels())
        .map(pod -> new Client(pod.namespace(), pod.key().name(), pod.labels()));
  }
}
