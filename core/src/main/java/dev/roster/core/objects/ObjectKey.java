package dev.roster.core.objects;

/// Which object: where it comes from, its kind, namespace ("" where the kind has none) and name.
///
/// An origin is the UID of a cluster's kube-system namespace; [#LOCAL] for files and the embedded
/// engine.
public record ObjectKey(String origin, Kind kind, String namespace, String name)
    implements Comparable<ObjectKey> {
  /// The origin of files and of the embedded engine.
  public static final String LOCAL = "local";

  /// A key of the local origin.
  public static ObjectKey local(Kind kind, String namespace, String name) {
    return new ObjectKey(LOCAL, kind, namespace, name);
  }

  // Written out: what records bring is linked when it is first called, which a start waits for.
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof ObjectKey that
            && name.equals(that.name)
            && namespace.equals(that.namespace)
            && kind.equals(that.kind)
            && origin.equals(that.origin));
  }

  @Override
  public int hashCode() {
    int hash = 31 * origin.hashCode() + kind.hashCode();
    return 31 * (31 * hash + namespace.hashCode()) + name.hashCode();
  }

  @Override
  public int compareTo(ObjectKey other) {
    int order = origin.compareTo(other.origin);
    if (order == 0) order = kind.compareTo(other.kind);
    if (order == 0) order = namespace.compareTo(other.namespace);
    return order != 0 ? order : name.compareTo(other.name);
  }

  /// `Service default/db`.
  @Override
  public String toString() {
    return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
  }
}
