package dev.roster.core.objects;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An immutable JSON value: members keep their order, positions say where each stood in its source.
/// Positions take no part in equality.
public sealed interface Tree {
  /// Where it stood; [Position#NONE] for what was computed or came over the wire.
  Position position();

  /// An object: names to values in order, and the position of each name where known.
  record Obj(Map<String, Tree> members, Map<String, Position> keyPositions, Position position)
      implements Tree {
    /// The object without members.
    public static final Obj EMPTY = Obj.of(Map.of());

    public Obj {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
      keyPositions = Map.copyOf(keyPositions);
    }

    /// An object without positions; the order is the map's.
    public static Obj of(Map<String, Tree> members) {
      return new Obj(members, Map.of(), Position.NONE);
    }

    /// The member's value, if there is one.
    public Optional<Tree> get(String name) {
      return Optional.ofNullable(members.get(name));
    }

    /// Follows object members; empty where one is missing or no object.
    public Optional<Tree> at(String... path) {
      Tree here = this;
      for (String name : path) {
        if (!(here instanceof Obj obj)) return Optional.empty();
        Tree next = obj.members.get(name);
        if (next == null) return Optional.empty();
        here = next;
      }
      return Optional.of(here);
    }

    /// The object at a path, [#EMPTY] where there is none.
    public Obj obj(String... path) {
      return at(path).orElse(EMPTY) instanceof Obj obj ? obj : EMPTY;
    }

    /// The elements at a path, none where there is no array.
    public List<Tree> list(String... path) {
      return at(path).orElse(Arr.EMPTY) instanceof Arr arr ? arr.elements() : List.of();
    }

    /// The text at a path, "" where there is none.
    public String text(String... path) {
      return at(path).orElse(Null.NONE) instanceof Text text ? text.value() : "";
    }

    /// The whole number at a path, or the given one.
    public long number(long otherwise, String... path) {
      return at(path).orElse(Null.NONE) instanceof Num num ? num.value().longValue() : otherwise;
    }

    /// The truth at a path, false where there is none.
    public boolean flag(String... path) {
      return at(path).orElse(Null.NONE) instanceof Bool bool && bool.value();
    }

    /// The text members of the object at a path, in order (labels, annotations, data).
    public Map<String, String> texts(String... path) {
      Map<String, String> texts = new LinkedHashMap<>();
      obj(path)
          .members
          .forEach((name, value) -> {
            if (value instanceof Text text) texts.put(name, text.value());
          });
      return texts;
    }

    /// A copy with one member set; an existing one keeps its place.
    public Obj with(String name, Tree value) {
      Map<String, Tree> next = new LinkedHashMap<>(members);
      next.put(name, value);
      return new Obj(next, keyPositions, position);
    }

    /// A copy with the value at a path set; missing objects on the way are made, others replaced.
    public Obj with(List<String> path, Tree value) {
      String first = path.getFirst();
      if (path.size() == 1) return with(first, value);
      return with(first, obj(first).with(path.subList(1, path.size()), value));
    }

    /// A copy without a member.
    public Obj without(String name) {
      if (!members.containsKey(name)) return this;
      Map<String, Tree> next = new LinkedHashMap<>(members);
      next.remove(name);
      return new Obj(next, keyPositions, position);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Obj that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
      return members.hashCode();
    }
  }

  /// An array.
  record Arr(List<Tree> elements, Position position) implements Tree {
    /// The array without elements.
    public static final Arr EMPTY = Arr.of(List.of());

    public Arr {
      elements = List.copyOf(elements);
    }

    /// An array without a position.
    public static Arr of(List<? extends Tree> elements) {
      return new Arr(List.copyOf(elements), Position.NONE);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Arr that && elements.equals(that.elements);
    }

    @Override
    public int hashCode() {
      return elements.hashCode();
    }
  }

  /// A string.
  record Text(String value, Position position) implements Tree {
    /// A string without a position.
    public static Text of(String value) {
      return new Text(value, Position.NONE);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Text that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
      return value.hashCode();
    }
  }

  /// A number, as it was written; `1` and `1.0` are equal.
  record Num(BigDecimal value, Position position) implements Tree {
    /// A whole number without a position.
    public static Num of(long value) {
      return new Num(BigDecimal.valueOf(value), Position.NONE);
    }

    /// Whether it is a whole number.
    public boolean isWhole() {
      return value.stripTrailingZeros().scale() <= 0;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Num that && value.compareTo(that.value) == 0;
    }

    @Override
    public int hashCode() {
      return value.stripTrailingZeros().hashCode();
    }
  }

  /// A truth value.
  record Bool(boolean value, Position position) implements Tree {
    /// A truth value without a position.
    public static Bool of(boolean value) {
      return new Bool(value, Position.NONE);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bool that && value == that.value;
    }

    @Override
    public int hashCode() {
      return Boolean.hashCode(value);
    }
  }

  /// The null that stands in a source.
  record Null(Position position) implements Tree {
    /// A null without a position.
    public static final Null NONE = new Null(Position.NONE);

    @Override
    public boolean equals(Object other) {
      return other instanceof Null;
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }
}
