package dev.roster.app.verbs;

import dev.roster.core.names.AddressNames;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// What the words behind `dig` ask.
///
/// @param brief `+short`: only the data of answers
record DigQuestion(Name name, int type, boolean tcp, boolean brief, boolean edns) {
  /// Reads the words in any order, as dig does.
  ///
  /// @param reverse an address whose name is asked for; "" for none
  static DigQuestion of(List<String> words, String reverse) throws VerbException {
    Optional<Name> name = Optional.empty();
    OptionalInt type = OptionalInt.empty();
    boolean tcp = false;
    boolean brief = false;
    boolean edns = true;
    for (String word : words) {
      switch (word.toLowerCase(Locale.ROOT)) {
        case "+tcp", "+vc" -> tcp = true;
        case "+short" -> brief = true;
        case "+noedns" -> edns = false;
        case "in" -> {
          // The class; there is no other here.
        }
        default -> {
          if (word.startsWith("+") || word.startsWith("@")) {
            throw mend("dig knows +short, +tcp and +noedns, not \"" + word + "\"");
          }
          OptionalInt named = type(word);
          if (named.isPresent() && (name.isPresent() || (type.isEmpty() && words.size() > 1))) {
            type = named;
          } else if (name.isEmpty()) {
            name = word.isEmpty() ? Optional.empty() : Name.parse(word);
            if (name.isEmpty()) throw mend("\"" + word + "\" is no domain name");
          } else {
            throw mend("\"" + word + "\" is no record type");
          }
        }
      }
    }
    if (!reverse.isEmpty()) {
      Optional<IpAddress> address = IpAddress.parse(reverse);
      if (address.isEmpty()) throw mend("\"" + reverse + "\" is no IP address");
      Name pointer = AddressNames.reverseName(address.get());
      return new DigQuestion(pointer, RecordType.PTR, tcp, brief, edns);
    }
    if (name.isEmpty()) throw mend("which name? Such as: dig db-service.default.svc.cluster.local");
    return new DigQuestion(name.get(), type.orElse(RecordType.A), tcp, brief, edns);
  }

  /// The number of a mnemonic or of `TYPE123`.
  static OptionalInt type(String word) {
    String upper = word.toUpperCase(Locale.ROOT);
    if (upper.matches("TYPE[0-9]{1,5}")) {
      int number = Integer.parseInt(upper.substring(4));
      return number <= 0xffff ? OptionalInt.of(number) : OptionalInt.empty();
    }
    for (int type = 1; type <= RecordType.CAA; type++) {
      if (RecordType.toText(type).equals(upper)) return OptionalInt.of(type);
    }
    return OptionalInt.empty();
  }

  private static VerbException mend(String message) {
    return new VerbException(ExitCode.MEND, "roster: " + message);
  }
}
