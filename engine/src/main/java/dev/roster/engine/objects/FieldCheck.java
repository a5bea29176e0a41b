package dev.roster.engine.objects;

import dev.roster.core.objects.FieldPath;
import dev.roster.core.objects.Position;
import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Quantity;
import dev.roster.core.objects.Tree;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads an object as the API server decodes it: every field is one that its kind has, and of the
/// right type. A null member is as if it weren't there, but in a map of strings, where it is "";
/// numbers for quantities become their canonical text.
public final class FieldCheck {
  /// What became of an object.
  ///
  /// @param object the object without nulls; fields that are unknown or wrong are still in it
  /// @param unknown no such kind, no such field
  /// @param wrong values of the wrong type
  /// @param missing fields that the schema requires (arrays aside: an empty one is like none)
  public record Checked(
      Tree.Obj object, List<Problem> unknown, List<Problem> wrong, List<Problem> missing) {
    public Checked {
      unknown = List.copyOf(unknown);
      wrong = List.copyOf(wrong);
      missing = List.copyOf(missing);
    }

    /// All problems in order of their places.
    public List<Problem> problems() {
      List<Problem> all = new ArrayList<>(unknown);
      all.addAll(wrong);
      all.addAll(missing);
      return all.stream().sorted().toList();
    }
  }

  private final FieldTable table;
  private final List<Problem> unknown = new ArrayList<>();
  private final List<Problem> wrong = new ArrayList<>();
  private final List<Problem> missing = new ArrayList<>();
  private Shape.Struct root = new Shape.Struct("");

  private FieldCheck(FieldTable table) {
    this.table = table;
  }

  /// Checks an object by its `apiVersion` and `kind` against Kubernetes v1.36.
  public static Checked check(Tree.Obj object) {
    FieldCheck check = new FieldCheck(FieldTable.kubernetes());
    Tree.Obj decoded = check.object(object);
    return new Checked(decoded, check.unknown, check.wrong, check.missing);
  }

  private Tree.Obj object(Tree.Obj object) {
    boolean versioned = named(object, "apiVersion");
    if (!named(object, "kind") || !versioned) return object;
    String apiVersion = object.text("apiVersion");
    String kind = object.text("kind");
    Optional<Shape.Struct> type = table.kind(apiVersion, kind);
    if (type.isEmpty()) {
      boolean known = table.kindNames().contains(kind);
      String field = known ? "apiVersion" : "kind";
      Position at = object.get(field).map(Tree::position).orElse(object.position());
      String message = "no matches for kind \"" + kind + "\" in version \"" + apiVersion + "\"";
      unknown.add(new Problem(at, field, message + kindHint(kind)));
      return object;
    }
    root = type.get();
    return struct(object, root, FieldPath.ROOT);
  }

  private boolean named(Tree.Obj object, String field) {
    Tree value = object.get(field).orElse(Tree.Null.NONE);
    if (value instanceof Tree.Text text && !text.value().isEmpty()) return true;
    switch (value) {
      case Tree.Null _, Tree.Text _ ->
          missing.add(new Problem(object.position(), field, "Required value"));
      case Tree.Obj _, Tree.Arr _, Tree.Num _, Tree.Bool _ ->
          mismatch(value, FieldPath.ROOT.child(field), Shape.Scalar.STRING);
    }
    return false;
  }

  private String kindHint(String kind) {
    List<String> versions = table.versions(kind);
    if (!versions.isEmpty()) return ", it is in " + quoted(versions);
    return Nearest.of(kind, table.kindNames())
        .map(near -> ", did you mean \"" + near + "\" in " + quoted(table.versions(near)) + "?")
        .orElse("");
  }

  private static String quoted(List<String> words) {
    return "\"" + String.join("\", \"", words) + "\"";
  }

  private Tree value(Tree value, Shape shape, FieldPath path) {
    return switch (shape) {
      case Shape.Struct struct when value instanceof Tree.Obj obj -> struct(obj, struct, path);
      case Shape.MapOf map when value instanceof Tree.Obj obj -> map(obj, map, path);
      case Shape.ArrayOf array when value instanceof Tree.Arr arr -> array(arr, array, path);
      case Shape.Scalar scalar -> scalar(value, scalar, path);
      case Shape.Struct _, Shape.MapOf _, Shape.ArrayOf _ -> mismatch(value, path, shape);
    };
  }

  private Tree.Obj struct(Tree.Obj obj, Shape.Struct struct, FieldPath path) {
    Map<String, FieldTable.Field> fields = table.fields(struct);
    Map<String, Tree> members = new LinkedHashMap<>();
    obj.members()
        .forEach((name, value) -> {
          FieldTable.Field field = fields.get(name);
          if (field == null) {
            unknownField(obj, name, fields, path);
            members.put(name, value);
          } else if (!(value instanceof Tree.Null)) {
            members.put(name, value(value, field.shape(), path.child(name)));
          }
        });
    fields.forEach((name, field) -> {
      boolean absent = field.required() && !members.containsKey(name);
      if (absent && !(field.shape() instanceof Shape.ArrayOf)) {
        String at = path.child(name).toString();
        missing.add(new Problem(obj.position(), at, "Required value"));
      }
    });
    return new Tree.Obj(members, obj.keyPositions(), obj.position());
  }

  private void unknownField(
      Tree.Obj obj, String name, Map<String, FieldTable.Field> fields, FieldPath path) {
    Position at = obj.keyPositions().getOrDefault(name, obj.position());
    String hint =
        Nearest.of(name, fields.keySet())
            .or(() -> table.find(root, name).map(FieldPath::toString))
            .map(near -> ", did you mean \"" + near.replace(".[]", "[]") + "\"?")
            .orElse("");
    unknown.add(
        new Problem(at, path.child(name).toString(), "unknown field \"" + name + "\"" + hint));
  }

  private Tree.Obj map(Tree.Obj obj, Shape.MapOf map, FieldPath path) {
    Map<String, Tree> members = new LinkedHashMap<>();
    obj.members()
        .forEach((name, value) -> {
          if (!(value instanceof Tree.Null)) {
            members.put(name, value(value, map.value(), path.key(name)));
          } else if (map.value() == Shape.Scalar.STRING) {
            members.put(name, new Tree.Text("", value.position()));
          }
        });
    return new Tree.Obj(members, obj.keyPositions(), obj.position());
  }

  private Tree array(Tree.Arr arr, Shape.ArrayOf array, FieldPath path) {
    List<Tree> elements = new ArrayList<>();
    for (Tree element : arr.elements()) {
      elements.add(value(element, array.element(), path.index(elements.size())));
    }
    return new Tree.Arr(elements, arr.position());
  }

  private Tree scalar(Tree value, Shape.Scalar scalar, FieldPath path) {
    boolean fits =
        switch (scalar) {
          case STRING -> value instanceof Tree.Text;
          case BOOLEAN -> value instanceof Tree.Bool;
          case INT32 -> whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
          case INT64 -> whole(value, Long.MIN_VALUE, Long.MAX_VALUE);
          case NUMBER -> value instanceof Tree.Num;
          case BASE64 -> value instanceof Tree.Text text && base64(text.value());
          case TIME -> value instanceof Tree.Text text && time(text.value());
          case INT_OR_STRING ->
              value instanceof Tree.Text || whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
          case QUANTITY -> quantity(value).isPresent();
          case ANYTHING -> true;
        };
    if (!fits) return mismatch(value, path, scalar);
    if (scalar != Shape.Scalar.QUANTITY) return value;
    return new Tree.Text(quantity(value).orElseThrow().toString(), value.position());
  }

  private Tree mismatch(Tree value, FieldPath path, Shape shape) {
    String expected =
        switch (shape) {
          case Shape.Scalar scalar -> scalar.text();
          case Shape.Struct _ -> "an object";
          case Shape.MapOf _ -> "a map of names to values";
          case Shape.ArrayOf _ -> "a list";
        };
    boolean rightType =
        switch (value) {
          case Tree.Text _ -> shape instanceof Shape.Scalar s && s.isText();
          case Tree.Num _ -> shape == Shape.Scalar.INT32 || shape == Shape.Scalar.INT64;
          case Tree.Obj _, Tree.Arr _, Tree.Bool _, Tree.Null _ -> false;
        };
    String message = "Invalid value: " + shown(value, shape) + "must be " + expected;
    if (!rightType) message += ", is " + found(value);
    if (shape == Shape.Scalar.STRING && (value instanceof Tree.Num || value instanceof Tree.Bool)) {
      message += ": put it in quotes";
    }
    wrong.add(new Problem(value.position(), path.toString(), message));
    return value;
  }

  // What is or may be long or secret isn't shown.
  private static String shown(Tree value, Shape shape) {
    return switch (value) {
      case Tree.Text _ when shape == Shape.Scalar.BASE64 -> "";
      case Tree.Text _, Tree.Num _, Tree.Bool _ -> JsonWriter.write(value) + ": ";
      case Tree.Obj _, Tree.Arr _, Tree.Null _ -> "";
    };
  }

  private static String found(Tree value) {
    return switch (value) {
      case Tree.Obj _ -> "an object";
      case Tree.Arr _ -> "a list";
      case Tree.Text _ -> "a string";
      case Tree.Num _ -> "a number";
      case Tree.Bool _ -> "a boolean";
      case Tree.Null _ -> "null";
    };
  }

  private static boolean whole(Tree value, long least, long most) {
    return value instanceof Tree.Num num
        && num.isWhole()
        && num.value().compareTo(BigDecimal.valueOf(least)) >= 0
        && num.value().compareTo(BigDecimal.valueOf(most)) <= 0;
  }

  private static Optional<Quantity> quantity(Tree value) {
    return switch (value) {
      case Tree.Text text -> Quantity.parse(text.value());
      case Tree.Num num -> Quantity.parse(num.value().toString());
      case Tree.Obj _, Tree.Arr _, Tree.Bool _, Tree.Null _ -> Optional.empty();
    };
  }

  private static boolean base64(String text) {
    try {
      Base64.getDecoder().decode(text.replace("\n", "").replace("\r", ""));
      return true;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static boolean time(String text) {
    try {
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeException malformed) {
      return false;
    }
  }
}
