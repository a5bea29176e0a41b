package dev.roster.dns.gotemplate;

import dev.roster.dns.gotemplate.Value.Decimal;
import dev.roster.dns.gotemplate.Value.Items;
import dev.roster.dns.gotemplate.Value.Table;
import dev.roster.dns.gotemplate.Value.Text;
import dev.roster.dns.gotemplate.Value.Truth;
import dev.roster.dns.gotemplate.Value.Whole;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Go's predefined functions and `parseInt`, which reads an unsigned number in a base.
final class Functions {
  static final Set<String> NAMES =
      Set.of(
          "and",
          "or",
          "not",
          "len",
          "index",
          "slice",
          "print",
          "printf",
          "println",
          "html",
          "js",
          "urlquery",
          "call",
          "eq",
          "ne",
          "lt",
          "le",
          "gt",
          "ge",
          "parseInt");

  private Functions() {}

  /// What a function says to its arguments; `and` and `or` are the run's own.
  static Value call(String name, List<Value> arguments) throws Failure {
    return switch (name) {
      case "not" -> new Truth(!Value.isTrue(one(name, arguments)));
      case "len" -> length(one(name, arguments));
      case "index" -> index(arguments);
      case "slice" -> slice(arguments);
      case "print" -> new Text(Printing.print(arguments));
      case "println" -> new Text(Printing.printLine(arguments));
      case "printf" -> {
        if (arguments.isEmpty() || !(arguments.getFirst() instanceof Text(String format))) {
          throw new Failure("printf wants a string first");
        }
        yield new Text(Printing.format(format, arguments.subList(1, arguments.size())));
      }
      case "html" -> new Text(html(Printing.print(arguments)));
      case "js" -> new Text(js(Printing.print(arguments)));
      case "urlquery" ->
          new Text(URLEncoder.encode(Printing.print(arguments), StandardCharsets.UTF_8));
      case "eq" -> new Truth(equal(arguments));
      case "ne" -> new Truth(!equal(two(name, arguments)));
      case "lt" -> new Truth(compare(two(name, arguments)) < 0);
      case "le" -> new Truth(compare(two(name, arguments)) <= 0);
      case "gt" -> new Truth(compare(two(name, arguments)) > 0);
      case "ge" -> new Truth(compare(two(name, arguments)) >= 0);
      case "parseInt" -> parseInt(arguments);
      default -> throw new Failure("call of a value that is no function");
    };
  }

  private static Value one(String name, List<Value> arguments) throws Failure {
    if (arguments.size() == 1) return arguments.getFirst();
    throw new Failure("wrong number of args for " + name + ": want 1 got " + arguments.size());
  }

  private static List<Value> two(String name, List<Value> arguments) throws Failure {
    if (arguments.size() == 2) return arguments;
    throw new Failure("wrong number of args for " + name + ": want 2 got " + arguments.size());
  }

  private static Value length(Value of) throws Failure {
    return switch (of) {
      case Text(String text) -> Whole.of(text.getBytes(StandardCharsets.UTF_8).length);
      case Items(List<Value> items) -> Whole.of(items.size());
      case Table(Map<String, Value> entries) -> Whole.of(entries.size());
      default -> throw new Failure("len of " + Printing.text(of));
    };
  }

  private static Value index(List<Value> arguments) throws Failure {
    if (arguments.isEmpty()) throw new Failure("index of untyped nil");
    Value value = arguments.getFirst();
    for (Value at : arguments.subList(1, arguments.size())) {
      value =
          switch (value) {
            case Items(List<Value> items) -> items.get(place(at, items.size(), false));
            case Table(Map<String, Value> entries) -> {
              if (!(at instanceof Text(String key)))
                throw new Failure("a map has strings for keys");
              yield entries.getOrDefault(key, new Text(""));
            }
            case Text(String text) -> {
              byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
              yield Whole.of(bytes[place(at, bytes.length, false)] & 0xff);
            }
            default -> throw new Failure("can't index item of " + Printing.text(value));
          };
    }
    return value;
  }

  private static int place(Value at, int size, boolean end) throws Failure {
    if (!(at instanceof Whole(BigInteger number))) {
      throw new Failure("cannot index slice/array with " + Printing.text(at));
    }
    boolean fits = number.signum() >= 0 && number.bitLength() < 31;
    if (!fits || number.intValue() > (end ? size : size - 1)) {
      throw new Failure("index out of range: " + number);
    }
    return number.intValue();
  }

  private static Value slice(List<Value> arguments) throws Failure {
    if (arguments.isEmpty() || arguments.size() > 3) throw new Failure("slice: wrong arguments");
    Value of = arguments.getFirst();
    byte[] bytes =
        of instanceof Text(String text) ? text.getBytes(StandardCharsets.UTF_8) : new byte[0];
    int size = of instanceof Items(List<Value> all) ? all.size() : bytes.length;
    int from = arguments.size() > 1 ? place(arguments.get(1), size, true) : 0;
    int to = arguments.size() > 2 ? place(arguments.get(2), size, true) : size;
    if (from > to) throw new Failure("invalid slice index: " + from + " > " + to);
    return switch (of) {
      case Items(List<Value> items) -> new Items(items.subList(from, to));
      case Text _ -> new Text(new String(bytes, from, to - from, StandardCharsets.UTF_8));
      default -> throw new Failure("can't slice item of " + Printing.text(of));
    };
  }

  private static boolean equal(List<Value> arguments) throws Failure {
    if (arguments.size() < 2) throw new Failure("missing argument for comparison");
    Value first = arguments.getFirst();
    for (Value other : arguments.subList(1, arguments.size())) {
      boolean none = first instanceof Value.None || other instanceof Value.None;
      if (!none && first.getClass() != other.getClass()) {
        throw new Failure("incompatible types for comparison");
      }
      if (first.equals(other)) return true;
    }
    return false;
  }

  private static int compare(List<Value> two) throws Failure {
    return switch (two.getFirst()) {
      case Whole(BigInteger one) when two.getLast() instanceof Whole(BigInteger other) ->
          one.compareTo(other);
      case Text(String one) when two.getLast() instanceof Text(String other) ->
          one.compareTo(other);
      case Decimal(double one) when two.getLast() instanceof Decimal(double other) ->
          Double.compare(one, other);
      default -> throw new Failure("incompatible types for comparison");
    };
  }

  /// `parseInt TEXT BASE BITS`.
  private static Value parseInt(List<Value> arguments) throws Failure {
    if (arguments.size() != 3
        || !(arguments.get(0) instanceof Text(String text))
        || !(arguments.get(1) instanceof Whole(BigInteger base))
        || !(arguments.get(2) instanceof Whole(BigInteger bits))) {
      throw new Failure("parseInt wants a string, a base and bits");
    }
    int radix = base.signum() == 0 ? 10 : base.intValue();
    int width = bits.signum() == 0 ? 64 : bits.intValue();
    String digits = text;
    if (base.signum() == 0 && text.length() > 1 && text.charAt(0) == '0') {
      char kind = Character.toLowerCase(text.charAt(1));
      radix = kind == 'x' ? 16 : kind == 'b' ? 2 : 8;
      digits = text.substring(Character.isDigit(kind) ? 1 : 2);
    }
    boolean sound = !digits.isEmpty() && digits.length() <= 64 && radix >= 2 && radix <= 36;
    for (int i = 0; i < digits.length(); i++)
      sound &= Character.digit(digits.charAt(i), radix) >= 0;
    if (!sound) throw new Failure("parsing \"" + text + "\": invalid syntax");
    BigInteger number = new BigInteger(digits, radix);
    if (number.bitLength() > width) throw new Failure("parsing \"" + text + "\": out of range");
    return new Whole(number);
  }

  private static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("'", "&#39;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;");
  }

  private static String js(String text) {
    List<String> out = new ArrayList<>();
    text.codePoints()
        .forEach(c ->
            out.add(
                switch (c) {
                  case '\\' -> "\\\\";
                  case '\'' -> "\\'";
                  case '"' -> "\\\"";
                  case '<' -> "\\u003C";
                  case '>' -> "\\u003E";
                  case '&' -> "\\u0026";
                  case '=' -> "\\u003D";
                  default -> Character.toString(c);
                }));
    return String.join("", out);
  }
}
