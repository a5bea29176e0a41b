package dev.roster.core.objects;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Fills in members of one object that are missing or null.
final class Filling {
  private final Tree.Obj original;
  private final Map<String, Tree> members;

  Filling(Tree.Obj original) {
    this.original = original;
    this.members = new LinkedHashMap<>(original.members());
  }

  Tree.Obj done() {
    return new Tree.Obj(members, original.keyPositions(), original.position());
  }

  boolean has(String name) {
    Tree value = members.get(name);
    return value != null && !(value instanceof Tree.Null);
  }

  /// The text of a member; "" where there is none.
  String text(String name) {
    return members.get(name) instanceof Tree.Text text ? text.value() : "";
  }

  long number(String name) {
    return members.get(name) instanceof Tree.Num num ? num.value().longValue() : 0;
  }

  Filling put(String name, Tree value) {
    members.put(name, value);
    return this;
  }

  Filling orElse(String name, Tree value) {
    return has(name) ? this : put(name, value);
  }

  Filling orElse(String name, long value) {
    return orElse(name, Tree.Num.of(value));
  }

  /// Where the text is missing or "".
  Filling orElse(String name, String value) {
    return text(name).isEmpty() && (!has(name) || isText(name))
        ? put(name, Tree.Text.of(value))
        : this;
  }

  /// Where the number is missing or 0, the unset value of such fields.
  Filling unlessPositive(String name, long value) {
    return !has(name) || (isNumber(name) && number(name) == 0)
        ? put(name, Tree.Num.of(value))
        : this;
  }

  Filling remove(String name) {
    members.remove(name);
    return this;
  }

  /// Changes the object at a member, if there is one.
  Filling in(String name, UnaryOperator<Tree.Obj> change) {
    if (members.get(name) instanceof Tree.Obj obj) members.put(name, change.apply(obj));
    return this;
  }

  /// Changes the object at a member; a missing one is made.
  Filling within(String name, UnaryOperator<Tree.Obj> change) {
    return orElse(name, Tree.Obj.EMPTY).in(name, change);
  }

  /// Changes every object in the array at a member, if there is one.
  Filling each(String name, UnaryOperator<Tree.Obj> change) {
    if (members.get(name) instanceof Tree.Arr arr) {
      List<Tree> elements = new ArrayList<>(arr.elements().size());
      for (Tree each : arr.elements()) {
        elements.add(each instanceof Tree.Obj obj ? change.apply(obj) : each);
      }
      members.put(name, new Tree.Arr(elements, arr.position()));
    }
    return this;
  }

  private boolean isText(String name) {
    return members.get(name) instanceof Tree.Text;
  }

  private boolean isNumber(String name) {
    return members.get(name) instanceof Tree.Num;
  }
}
