package dev.roster.core.objects;

import java.util.stream.Collectors;

/// Values in messages, as JSON. For what goes over a wire there is a writer of its own.
final class Show {
  private Show() {}

  static String json(Tree value) {
    return switch (value) {
      case Tree.Obj obj ->
          obj.members().entrySet().stream()
              .map(member -> quoted(member.getKey()) + ":" + json(member.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      case Tree.Arr arr ->
          arr.elements().stream().map(Show::json).collect(Collectors.joining(",", "[", "]"));
      case Tree.Text text -> quoted(text.value());
      case Tree.Num num -> num.value().toString();
      case Tree.Bool bool -> Boolean.toString(bool.value());
      case Tree.Null _ -> "null";
    };
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (Character.isISOControl(c)) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
