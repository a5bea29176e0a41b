package dev.roster.core.catalog;

import java.util.Map;

/// A namespace of an origin. It exists if its object does, or if a Service or pod is in it: kinds
/// have no common order, and files need not name it.
///
/// @param stated its object exists
/// @param residents Services and pods in it
record NamespaceEntry(
    String origin, String name, boolean stated, Map<String, String> labels, int residents) {
  /// Whether it exists.
  boolean exists() {
    return stated || residents > 0;
  }
}
