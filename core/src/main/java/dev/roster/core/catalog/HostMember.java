package dev.roster.core.catalog;

import dev.roster.core.names.Name;

/// A member whose address is a name (slices of type FQDN): it answers with a CNAME. Few slices are
/// of that deprecated type, so it is an object.
///
/// @param host its address
/// @param hostname "" if it has none
/// @param targetName the name of the object behind it, "" if unknown
/// @param zone "" if unknown
record HostMember(Name host, boolean ready, String hostname, String targetName, String zone) {
  /// The label below the Service's name: its hostname; with `podNames` the target's name if that is
  /// shorter than 64; else its name with dashes for dots.
  String label(boolean podNames) {
    if (!hostname.isEmpty()) return hostname;
    if (podNames && !targetName.isEmpty() && targetName.length() < 64) return targetName;
    String text = host.folded().toString();
    return text.substring(0, text.length() - 1).replace('.', '-');
  }
}
