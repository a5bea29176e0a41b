package dev.roster.core.catalog;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;

/// Which Service: where it comes from, its namespace and its name.
///
/// @param imported whether it is a ServiceImport, which is another thing than the Service of the
///   same name
public record ServiceKey(String origin, String namespace, String name, boolean imported)
    implements Comparable<ServiceKey> {
  /// The key of a Service.
  public ServiceKey(String origin, String namespace, String name) {
    this(origin, namespace, name, false);
  }

  /// The key of a Service of the local origin (files, the embedded engine).
  public static ServiceKey local(String namespace, String name) {
    return new ServiceKey(ObjectKey.LOCAL, namespace, name);
  }

  /// The key of the Service or ServiceImport object.
  public ObjectKey objectKey() {
    return new ObjectKey(origin, imported ? Kind.SERVICE_IMPORT : Kind.SERVICE, namespace, name);
  }

  // Written out: what records bring is linked when it is first called, which a start waits for.
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof ServiceKey that
            && name.equals(that.name)
            && namespace.equals(that.namespace)
            && imported == that.imported
            && origin.equals(that.origin));
  }

  @Override
  public int hashCode() {
    int hash = 31 * origin.hashCode() + namespace.hashCode();
    return 31 * hash + name.hashCode() + (imported ? 1 : 0);
  }

  @Override
  public int compareTo(ServiceKey other) {
    int order = origin.compareTo(other.origin);
    if (order == 0) order = namespace.compareTo(other.namespace);
    if (order == 0) order = name.compareTo(other.name);
    return order != 0 ? order : Boolean.compare(imported, other.imported);
  }

  /// `default/db`.
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
