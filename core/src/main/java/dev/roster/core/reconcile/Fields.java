package dev.roster.core.reconcile;

import dev.roster.core.objects.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Members of a tree that is being made, in the order of the calls. Texts, maps and lists that are
/// empty are left out, as Kubernetes leaves them out.
final class Fields {
  private final Map<String, Tree> members = new LinkedHashMap<>();

  /// A string, unless it is empty.
  Fields text(String name, String value) {
    if (!value.isEmpty()) members.put(name, Tree.Text.of(value));
    return this;
  }

  /// A truth value.
  Fields flag(String name, boolean value) {
    members.put(name, Tree.Bool.of(value));
    return this;
  }

  /// A whole number.
  Fields number(String name, long value) {
    members.put(name, Tree.Num.of(value));
    return this;
  }

  /// A whole number, unless it is 0.
  Fields count(String name, long value) {
    return value == 0 ? this : number(name, value);
  }

  /// Any value.
  Fields put(String name, Tree value) {
    members.put(name, value);
    return this;
  }

  /// An array, unless it is empty.
  Fields list(String name, List<? extends Tree> elements) {
    if (!elements.isEmpty()) members.put(name, Tree.Arr.of(elements));
    return this;
  }

  /// An object of strings, unless it is empty.
  Fields texts(String name, Map<String, String> values) {
    if (!values.isEmpty()) members.put(name, texts(values));
    return this;
  }

  /// The tree.
  Tree.Obj build() {
    return Tree.Obj.of(members);
  }

  /// An object of strings.
  static Tree.Obj texts(Map<String, String> values) {
    Map<String, Tree> texts = new LinkedHashMap<>();
    values.forEach((name, value) -> texts.put(name, Tree.Text.of(value)));
    return Tree.Obj.of(texts);
  }

  /// An array of strings.
  static Tree.Arr texts(List<String> values) {
    return Tree.Arr.of(values.stream().map(Tree.Text::of).toList());
  }
}
