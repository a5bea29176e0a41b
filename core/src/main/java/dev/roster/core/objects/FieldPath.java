package dev.roster.core.objects;

import java.util.Optional;

/// A path into an object as kubectl prints it: `spec.ports[0].name`, `metadata.labels[a/b]`.
public final class FieldPath {
  /// The object itself; prints as "".
  public static final FieldPath ROOT = new FieldPath(Optional.empty(), "");

  private final Optional<FieldPath> parent;
  private final String step;

  private FieldPath(Optional<FieldPath> parent, String step) {
    this.parent = parent;
    this.step = step;
  }

  /// A member, or several in a row.
  public FieldPath child(String... names) {
    FieldPath here = this;
    for (String name : names) {
      here = new FieldPath(Optional.of(here), here.parent.isEmpty() ? name : "." + name);
    }
    return here;
  }

  /// An element of an array.
  public FieldPath index(int index) {
    return new FieldPath(Optional.of(this), "[" + index + "]");
  }

  /// An entry of a map, whose name may hold dots.
  public FieldPath key(String key) {
    return new FieldPath(Optional.of(this), "[" + key + "]");
  }

  @Override
  public String toString() {
    if (parent.isEmpty()) return "";
    return parent.get() + step;
  }
}
