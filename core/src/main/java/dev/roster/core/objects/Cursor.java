package dev.roster.core.objects;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A place in an object that is checked: its value, its path, where it stands, and the list that
/// what is wrong there goes to. Messages are worded as Kubernetes' field errors.
final class Cursor {
  private static final int SHOWN_CHARS_MAX = 200;

  private final List<Problem> problems;
  private final Tree value;
  private final FieldPath path;
  private final Position position;

  private Cursor(List<Problem> problems, Tree value, FieldPath path, Position position) {
    this.problems = problems;
    this.value = value;
    this.path = path;
    this.position = position;
  }

  /// At an object itself; problems are added to the list.
  static Cursor of(Tree.Obj object, List<Problem> problems) {
    return new Cursor(problems, object, FieldPath.ROOT, object.position());
  }

  /// At a member; a missing one is a place too, with the position of what it is missing in.
  Cursor at(String... names) {
    Cursor here = this;
    for (String name : names) here = here.member(name, here.path.child(name));
    return here;
  }

  private Cursor member(String name, FieldPath to) {
    if (!(value instanceof Tree.Obj obj)) {
      return new Cursor(problems, Tree.Null.NONE, to, position);
    }
    Tree next = obj.get(name).orElse(Tree.Null.NONE);
    Position at = next.position();
    if (at.equals(Position.NONE)) at = obj.keyPositions().getOrDefault(name, position);
    return new Cursor(problems, next, to, at);
  }

  /// At each element of the array that this is; none where it is no array.
  List<Cursor> elements() {
    if (!(value instanceof Tree.Arr arr)) return List.of();
    List<Cursor> elements = new ArrayList<>(arr.elements().size());
    for (Tree each : arr.elements()) {
      Position at = each.position().equals(Position.NONE) ? position : each.position();
      elements.add(new Cursor(problems, each, path.index(elements.size()), at));
    }
    return elements;
  }

  /// At each entry of the map that this is; the path keeps to the map's own, as Kubernetes has it
  /// for labels.
  Map<String, Cursor> entries() {
    Map<String, Cursor> entries = new LinkedHashMap<>();
    if (value instanceof Tree.Obj obj) {
      obj.members().keySet().forEach(name -> entries.put(name, member(name, path)));
    }
    return entries;
  }

  /// As [#entries], with the name of the entry in the path: `data[a.txt]`.
  Map<String, Cursor> keyed() {
    Map<String, Cursor> entries = new LinkedHashMap<>();
    if (value instanceof Tree.Obj obj) {
      obj.members().keySet().forEach(name -> entries.put(name, member(name, path.key(name))));
    }
    return entries;
  }

  /// At the same place under another path.
  Cursor as(FieldPath other) {
    return new Cursor(problems, value, other, position);
  }

  Tree value() {
    return value;
  }

  FieldPath path() {
    return path;
  }

  boolean isPresent() {
    return !(value instanceof Tree.Null);
  }

  Tree.Obj obj() {
    return value instanceof Tree.Obj obj ? obj : Tree.Obj.EMPTY;
  }

  /// The text; "" where this is none.
  String text() {
    return value instanceof Tree.Text text ? text.value() : "";
  }

  /// The whole number, or the given one.
  long number(long otherwise) {
    return value instanceof Tree.Num num ? num.value().longValue() : otherwise;
  }

  int size() {
    return switch (value) {
      case Tree.Arr arr -> arr.elements().size();
      case Tree.Obj obj -> obj.members().size();
      case Tree.Text _, Tree.Num _, Tree.Bool _, Tree.Null _ -> 0;
    };
  }

  void invalid(String why) {
    invalid(value, why);
  }

  void invalid(Tree shown, String why) {
    problem("Invalid value: " + show(shown) + ": " + why);
  }

  void required(String why) {
    problem("Required value" + (why.isEmpty() ? "" : ": " + why));
  }

  void duplicate() {
    problem("Duplicate value: " + show(value));
  }

  void forbidden(String why) {
    problem("Forbidden: " + why);
  }

  void notFound() {
    problem("Not found: " + show(value));
  }

  void tooMany(int most) {
    problem("Too many: " + size() + ": must have at most " + most + " items");
  }

  void tooLong(String what) {
    problem("Too long: " + what);
  }

  /// Says so where the text is none of the supported ones.
  void oneOf(String... supported) {
    if (List.of(supported).contains(text())) return;
    String all = "\"" + String.join("\", \"", supported) + "\"";
    problem("Unsupported value: " + show(value) + ": supported values: " + all);
  }

  /// Says so where the number is below a bound.
  void atLeast(long least) {
    if (number(least) < least) invalid("must be greater than or equal to " + least);
  }

  /// Says so where the number is outside of bounds.
  void between(long least, long most) {
    long number = number(least);
    if (number < least || number > most) {
      invalid("must be between " + least + " and " + most + ", inclusive");
    }
  }

  /// One invalid value a fault.
  void invalidEach(List<String> faults) {
    faults.forEach(this::invalid);
  }

  private void problem(String message) {
    problems.add(new Problem(position, path.toString(), message));
  }

  private static String show(Tree value) {
    String text = Show.json(value);
    return text.length() <= SHOWN_CHARS_MAX ? text : text.substring(0, SHOWN_CHARS_MAX) + "...";
  }
}
