package dev.roster.core.catalog;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;

/// Which Service: where it comes from, its namespace and its name.
public record ServiceKey(String origin, String namespace, String name)
    implements Comparable<ServiceKey> {
  /// The key of a Service of the local origin (files, the embedded engine).
  public static ServiceKey local(String namespace, String name) {
    return new ServiceKey(ObjectKey.LOCAL, namespace, name);
  }

  /// The key of the Service object.
  public ObjectKey objectKey() {
    return new ObjectKey(origin, Kind.SERVICE, namespace, name);
  }

  @Override
  public int compareTo(ServiceKey other) {
    int order = origin.compareTo(other.origin);
    if (order == 0) order = namespace.compareTo(other.namespace);
    return order != 0 ? order : name.compareTo(other.name);
  }

  /// `default/db`.
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
