package dev.roster.engine.objects;

/// What a field may hold.
public sealed interface Shape {
  /// A value without members.
  enum Scalar implements Shape {
    STRING("s", "a string"),
    BOOLEAN("b", "true or false"),
    INT32("i", "a whole number of 32 bits"),
    INT64("l", "a whole number of 64 bits"),
    NUMBER("n", "a number"),
    BASE64("y", "a string in base64"),
    TIME("t", "a time like 2006-01-02T15:04:05Z"),
    QUANTITY("q", "a quantity like 100m or 1Gi"),
    INT_OR_STRING("x", "a whole number or a string"),
    ANYTHING("a", "anything");

    private final String code;
    private final String text;

    Scalar(String code, String text) {
      this.code = code;
      this.text = text;
    }

    /// Its letter in the table.
    String code() {
      return code;
    }

    /// Whether it is a text of some form.
    boolean isText() {
      return switch (this) {
        case STRING, BASE64, TIME, QUANTITY, INT_OR_STRING -> true;
        case BOOLEAN, INT32, INT64, NUMBER, ANYTHING -> false;
      };
    }

    /// For messages: `a whole number`.
    public String text() {
      return text;
    }
  }

  /// An array of values of one shape.
  record ArrayOf(Shape element) implements Shape {}

  /// Free names to values of one shape.
  record MapOf(Shape value) implements Shape {}

  /// An object with the fields of a type.
  ///
  /// @param type as the table names it: `core.v1.ServicePort`
  record Struct(String type) implements Shape {}
}
