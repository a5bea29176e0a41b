package dev.roster.node.pod;

import java.util.Map;

/// `$(NAME)` in commands, arguments and values, as Kubernetes reads it: an unknown name stays as it
/// stands, `$$` is a dollar sign.
public final class Expansion {
  private Expansion() {}

  /// The text with all known names replaced.
  public static String expand(String text, Map<String, String> known) {
    if (text.indexOf('$') < 0) return text;
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '$' || at == text.length()) {
        out.append(c);
        continue;
      }
      char next = text.charAt(at);
      int close = next == '(' ? text.indexOf(')', at) : -1;
      if (next == '$') {
        out.append('$');
        at++;
      } else if (close < 0) {
        out.append('$'); // no reference: what follows is read on its own
        if (next == '(') {
          out.append('(');
          at++;
        }
      } else {
        String name = text.substring(at + 1, close);
        String value = known.get(name);
        out.append(value == null ? "$(" + name + ")" : value);
        at = close + 1;
      }
    }
    return out.toString();
  }
}
