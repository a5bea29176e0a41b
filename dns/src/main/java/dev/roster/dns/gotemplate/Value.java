package dev.roster.dns.gotemplate;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What an expression of a template is at run time.
public sealed interface Value {
  /// Nothing: what a map does not hold, `nil`.
  Value NONE = new None();

  /// See [#NONE].
  record None() implements Value {}

  /// A string.
  record Text(String text) implements Value {}

  /// An integer of 64 bits, signed or not.
  record Whole(BigInteger number) implements Value {
    /// A number of Java's.
    public static Whole of(long number) {
      return new Whole(BigInteger.valueOf(number));
    }
  }

  /// A floating point number.
  record Decimal(double number) implements Value {}

  /// A boolean.
  record Truth(boolean truth) implements Value {}

  /// A list.
  record Items(List<Value> items) implements Value {
    public Items {
      items = List.copyOf(items);
    }
  }

  /// A map; what it does not hold is [#NONE].
  record Table(Map<String, Value> entries) implements Value {
    public Table {
      entries = Map.copyOf(entries);
    }
  }

  /// An object with fields; one that it does not have is an error.
  record Fields(Map<String, Value> fields) implements Value {
    public Fields {
      fields = Map.copyOf(fields);
    }
  }

  /// A method with one argument.
  record Method(Function<String, String> call) implements Value {}

  /// Whether `if` takes a value for true: not zero, not empty.
  static boolean isTrue(Value value) {
    return switch (value) {
      case None _ -> false;
      case Text(String text) -> !text.isEmpty();
      case Whole(BigInteger number) -> number.signum() != 0;
      case Decimal(double number) -> number != 0;
      case Truth(boolean truth) -> truth;
      case Items(List<Value> items) -> !items.isEmpty();
      case Table(Map<String, Value> entries) -> !entries.isEmpty();
      case Fields _, Method _ -> true;
    };
  }
}
