package dev.roster.core.objects;

/// A port as a number or by the name of a container's port (`targetPort`, a probe's `port`).
///
/// @param number 0 where it is a name
/// @param name "" where it is a number
public record PortRef(int number, String name) {
  /// No port: neither a number nor a name.
  public static final PortRef NONE = new PortRef(0, "");

  /// What a tree says: a number, or a text. A text of digits is a name too, as Kubernetes has it.
  public static PortRef of(Tree tree) {
    return switch (tree) {
      case Tree.Num num -> new PortRef(num.value().intValue(), "");
      case Tree.Text text -> new PortRef(0, text.value());
      case Tree.Obj _, Tree.Arr _, Tree.Bool _, Tree.Null _ -> NONE;
    };
  }

  /// Whether it goes by a name.
  public boolean isName() {
    return !name.isEmpty();
  }

  /// As manifests write it.
  @Override
  public String toString() {
    return isName() ? name : Integer.toString(number);
  }
}
