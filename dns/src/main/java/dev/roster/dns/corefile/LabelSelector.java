package dev.roster.dns.corefile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A selector of labels as the `kubernetes` directive takes it: `a=b`, `a==b`, `a in (b, c)`, `a
/// notin (b)`, `a`, `!a`, joined by commas; an empty one takes everything.
public record LabelSelector(List<Requirement> requirements) {
  /// Requirements of one selector.
  static final int REQUIREMENTS_MAX = 1_000;

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?");
  private static final Pattern PREFIX =
      Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
  private static final int PREFIX_CHARS_MAX = 253;

  public LabelSelector {
    requirements = List.copyOf(requirements);
  }

  /// What is required of a label.
  public enum Operator {
    EQUALS,
    IN,
    NOT_IN,
    EXISTS,
    NOT_EXISTS
  }

  /// One condition.
  ///
  /// @param values sorted; none for EXISTS and NOT_EXISTS, one for EQUALS
  public record Requirement(String key, Operator operator, List<String> values) {
    public Requirement {
      values = List.copyOf(values);
    }

    @Override
    public String toString() {
      return switch (operator) {
        case EQUALS -> key + "=" + values.getFirst();
        case IN -> key + " in (" + String.join(",", values) + ")";
        case NOT_IN -> key + " notin (" + String.join(",", values) + ")";
        case EXISTS -> key;
        case NOT_EXISTS -> "!" + key;
      };
    }
  }

  /// The selector that a text says, requirements sorted by key; empty where it is none.
  public static Optional<LabelSelector> parse(String text) {
    return new Reader(words(text)).read();
  }

  /// The same as objects are compared with it.
  public dev.roster.core.objects.LabelSelector required() {
    List<dev.roster.core.objects.LabelSelector.Requirement> all = new ArrayList<>();
    for (Requirement each : requirements) {
      dev.roster.core.objects.LabelSelector.Operator operator =
          switch (each.operator()) {
            case EQUALS, IN -> dev.roster.core.objects.LabelSelector.Operator.IN;
            case NOT_IN -> dev.roster.core.objects.LabelSelector.Operator.NOT_IN;
            case EXISTS -> dev.roster.core.objects.LabelSelector.Operator.EXISTS;
            case NOT_EXISTS -> dev.roster.core.objects.LabelSelector.Operator.DOES_NOT_EXIST;
          };
      all.add(
          new dev.roster.core.objects.LabelSelector.Requirement(
              each.key(), operator, each.values()));
    }
    return new dev.roster.core.objects.LabelSelector(all);
  }

  /// Canonical text: `application=nginx,environment in (production,qa,staging)`.
  @Override
  public String toString() {
    return String.join(",", requirements.stream().map(Requirement::toString).toList());
  }

  /// Symbols `= == ! != ( ) , < >` and what stands between them and spaces.
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        at++;
      } else if ("=!(),<>".indexOf(c) >= 0) {
        boolean two = (c == '=' || c == '!') && text.startsWith("=", at + 1);
        words.add(text.substring(at, at + (two ? 2 : 1)));
        at += two ? 2 : 1;
      } else {
        int end = at;
        while (end < text.length() && "=!(),<> \t\r\n".indexOf(text.charAt(end)) < 0) end++;
        words.add(text.substring(at, end));
        at = end;
      }
    }
    return words;
  }

  private static final class Reader {
    private final List<String> words;
    private int at;

    Reader(List<String> words) {
      this.words = words;
    }

    Optional<LabelSelector> read() {
      TreeMap<String, Requirement> equal = new TreeMap<>();
      List<Requirement> all = new ArrayList<>();
      while (at < words.size()) {
        Optional<Requirement> next = requirement();
        if (next.isEmpty() || all.size() == REQUIREMENTS_MAX) return Optional.empty();
        if (next.get().operator() == Operator.EQUALS) equal.put(next.get().key(), next.get());
        else all.add(next.get());
        if (at == words.size()) break;
        // A comma wants another requirement behind it.
        if (!take(",") || at == words.size()) return Optional.empty();
      }
      all.addAll(equal.values());
      all.sort(Comparator.comparing(Requirement::key).thenComparing(Requirement::operator));
      return Optional.of(new LabelSelector(all));
    }

    private Optional<Requirement> requirement() {
      boolean not = take("!");
      String key = word();
      if (!isKey(key)) return Optional.empty();
      if (not) return requirement(key, Operator.NOT_EXISTS, List.of());
      if (at == words.size() || peek().equals(",")) {
        return requirement(key, Operator.EXISTS, List.of());
      }
      return switch (word()) {
        case "=", "==" -> {
          boolean empty = at == words.size() || peek().equals(",");
          yield requirement(key, Operator.EQUALS, List.of(empty ? "" : word()));
        }
        case "in" -> requirement(key, Operator.IN, list());
        case "notin" -> requirement(key, Operator.NOT_IN, list());
        default -> Optional.empty();
      };
    }

    private static Optional<Requirement> requirement(
        String key, Operator operator, List<String> values) {
      boolean listed = operator == Operator.IN || operator == Operator.NOT_IN;
      if (listed && values.isEmpty()) return Optional.empty();
      for (String value : values) {
        if (!value.isEmpty() && !NAME.matcher(value).matches()) return Optional.empty();
      }
      return Optional.of(new Requirement(key, operator, values));
    }

    /// `( a, b )`, sorted and without doubles; empty where it is no list. `()` is the empty value.
    private List<String> list() {
      TreeSet<String> values = new TreeSet<>();
      if (!take("(")) return List.of();
      while (true) {
        if (at == words.size()) return List.of();
        boolean blank = peek().equals(",") || peek().equals(")");
        values.add(blank ? "" : word());
        if (take(")")) return List.copyOf(values);
        if (!take(",")) return List.of();
      }
    }

    private static boolean isKey(String key) {
      int slash = key.indexOf('/');
      if (slash < 0) return NAME.matcher(key).matches();
      return slash <= PREFIX_CHARS_MAX
          && PREFIX.matcher(key.substring(0, slash)).matches()
          && NAME.matcher(key.substring(slash + 1)).matches();
    }

    private String peek() {
      return words.get(at);
    }

    private String word() {
      return at < words.size() ? words.get(at++) : "";
    }

    private boolean take(String word) {
      if (at == words.size() || !peek().equals(word)) return false;
      at++;
      return true;
    }
  }
}
