package dev.roster.dns.loadbalance;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How often each address of a name is to come first, in relation to the others of that name: what
/// a file of weights says. Immutable.
public final class Weights {
  /// No name has any.
  public static final Weights NONE = new Weights(Map.of());

  /// The largest weight.
  public static final int WEIGHT_MAX = 255;

  /// Characters of a line of the file.
  public static final int LINE_CHARS_MAX = 65_535;

  /// Of an address that the file does not name.
  private static final int DEFAULT = 1;

  private final Map<String, Map<IpAddress, Integer>> names;

  private Weights(Map<String, Map<IpAddress, Integer>> names) {
    this.names = Map.copyOf(names);
  }

  /// Weights, or why a text has none.
  public sealed interface Parsed {
    /// All of it was read.
    record Read(Weights weights) implements Parsed {}

    /// What is wrong, and where.
    record Refused(String why) implements Parsed {}
  }

  /// Reads a file: a name on a line, behind it a line for each `ADDRESS WEIGHT`, the weight 1..255.
  /// Blank lines and those that begin with `#` are comments. The first weight of an address counts.
  public static Parsed parse(String text) {
    Map<String, Map<IpAddress, Integer>> names = new HashMap<>();
    Optional<Map<IpAddress, Integer>> under = Optional.empty();
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      if (line.length() > LINE_CHARS_MAX) return refused(number, "a line that is too long");
      String stripped = line.strip();
      if (stripped.isEmpty() || stripped.startsWith("#")) continue;
      String[] words = stripped.split("\\s+", 3);
      Optional<IpAddress> address = IpAddress.parse(words[0]);
      switch (words.length) {
        case 1 -> {
          if (address.isPresent()) {
            return refused(number, "\"" + words[0] + "\" is no name (its weight is missing?)");
          }
          under = Optional.of(names.computeIfAbsent(key(words[0]), _ -> new HashMap<>()));
        }
        case 2 -> {
          if (address.isEmpty()) return refused(number, "\"" + words[0] + "\" is no IP address");
          int weight = weight(words[1]);
          if (weight == 0) {
            return refused(number, "the weight is \"" + words[1] + "\" (expected: 1..255)");
          }
          if (under.isEmpty()) return refused(number, "a weight before any name");
          under.get().putIfAbsent(address.get().unmapped(), weight);
        }
        default -> {
          return refused(number, "more than an address and a weight");
        }
      }
    }
    return new Parsed.Read(new Weights(names));
  }

  private static Parsed refused(int line, String why) {
    return new Parsed.Refused("line " + line + ": " + why);
  }

  private static String key(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower : lower + ".";
  }

  /// 0 for what is none.
  private static int weight(String text) {
    if (text.length() > 16) return 0;
    int weight = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') return 0;
      weight = Math.min(10 * weight + c - '0', WEIGHT_MAX + 1);
    }
    return weight > WEIGHT_MAX ? 0 : weight;
  }

  /// The weight of an address of a name; 1 where nothing is said.
  public int of(Name name, IpAddress address) {
    if (names.isEmpty()) return DEFAULT;
    Map<IpAddress, Integer> weights = names.get(name.folded().toString());
    return weights == null ? DEFAULT : weights.getOrDefault(address.unmapped(), DEFAULT);
  }
}
