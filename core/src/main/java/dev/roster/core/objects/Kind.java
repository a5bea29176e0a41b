package dev.roster.core.objects;

/// What an object is: API group ("" for core) and kind name, without a version.
public record Kind(String group, String name) implements Comparable<Kind> {
  public static final Kind NAMESPACE = new Kind("", "Namespace");
  public static final Kind NODE = new Kind("", "Node");
  public static final Kind SERVICE = new Kind("", "Service");
  public static final Kind ENDPOINTS = new Kind("", "Endpoints");
  public static final Kind POD = new Kind("", "Pod");
  public static final Kind CONFIG_MAP = new Kind("", "ConfigMap");
  public static final Kind SECRET = new Kind("", "Secret");
  public static final Kind EVENT = new Kind("", "Event");
  public static final Kind PERSISTENT_VOLUME_CLAIM = new Kind("", "PersistentVolumeClaim");
  public static final Kind ENDPOINT_SLICE = new Kind("discovery.k8s.io", "EndpointSlice");
  public static final Kind STATEFUL_SET = new Kind("apps", "StatefulSet");
  public static final Kind CONTROLLER_REVISION = new Kind("apps", "ControllerRevision");
  public static final Kind SERVICE_IMPORT = new Kind("multicluster.x-k8s.io", "ServiceImport");

  /// Of an `apiVersion` such as `v1` or `apps/v1` and a `kind`.
  public static Kind of(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    return new Kind(slash < 0 ? "" : apiVersion.substring(0, slash), kind);
  }

  // Written out: what records bring is linked when it is first called, which a start waits for.
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Kind that && name.equals(that.name) && group.equals(that.group));
  }

  @Override
  public int hashCode() {
    return 31 * group.hashCode() + name.hashCode();
  }

  @Override
  public int compareTo(Kind other) {
    int order = group.compareTo(other.group);
    return order != 0 ? order : name.compareTo(other.name);
  }

  /// `Service`, `StatefulSet.apps`.
  @Override
  public String toString() {
    return group.isEmpty() ? name : name + "." + group;
  }
}
