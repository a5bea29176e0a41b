package dev.roster.core.objects;

import java.util.List;

/// What defaults and rules depend on outside of the object.
///
/// @param ipFamilies `IPv4`, `IPv6`: what pods have addresses of; the first is the default
/// @param loopbackAllowed whether slices may name loopback addresses, as pods of one machine have
///   them; the API server refuses them
public record Cluster(List<String> ipFamilies, boolean loopbackAllowed) {
  /// As a cluster's API server: IPv4 alone, no loopback addresses.
  public static final Cluster KUBERNETES = new Cluster(List.of("IPv4"), false);

  /// One machine whose pods live on loopback addresses.
  public static final Cluster LOCAL = new Cluster(List.of("IPv4"), true);

  public Cluster {
    if (ipFamilies.isEmpty()) throw new IllegalArgumentException("a cluster without addresses");
    ipFamilies = List.copyOf(ipFamilies);
  }

  /// The other family: what `IPv4` is to `IPv6`.
  static String otherFamily(String family) {
    return family.equals("IPv4") ? "IPv6" : "IPv4";
  }
}
