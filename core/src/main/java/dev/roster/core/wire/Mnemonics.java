package dev.roster.core.wire;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/// The numbers behind the mnemonics of types, classes and rcodes, as people write them in
/// configurations and zone files (IANA "DNS Parameters"; the names that CoreDNS knows).
public final class Mnemonics {
  /// Class Internet.
  public static final int CLASS_IN = 1;

  /// Class Chaos, where servers are asked for their version.
  public static final int CLASS_CH = 3;

  /// Any class.
  public static final int CLASS_ANY = 255;

  private static final Map<String, Integer> CLASSES = table("IN=1 CS=2 CH=3 HS=4 NONE=254 ANY=255");

  private static final Map<String, Integer> RCODES =
      table(
          "NOERROR=0 FORMERR=1 SERVFAIL=2 NXDOMAIN=3 NOTIMP=4 NOTIMPL=4 REFUSED=5 YXDOMAIN=6"
              + " YXRRSET=7 NXRRSET=8 NOTAUTH=9 NOTZONE=10 DSOTYPENI=11 BADSIG=16 BADKEY=17"
              + " BADTIME=18 BADMODE=19 BADNAME=20 BADALG=21 BADTRUNC=22 BADCOOKIE=23");

  private Mnemonics() {}

  /// The number of a type, in any letter case; empty where nobody calls one so, `TYPE1` too.
  public static OptionalInt type(String mnemonic) {
    return find(TypeNames.NUMBERS, mnemonic);
  }

  /// The number of a class, in any letter case.
  public static OptionalInt qclass(String mnemonic) {
    return find(CLASSES, mnemonic);
  }

  /// The number of an rcode, in any letter case.
  public static OptionalInt rcode(String mnemonic) {
    return find(RCODES, mnemonic);
  }

  /// The mnemonic of a class, `CLASS123` where there is none.
  public static String classText(int qclass) {
    return CLASSES.entrySet().stream()
        .filter(entry -> entry.getValue() == qclass)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("CLASS" + qclass);
  }

  private static OptionalInt find(Map<String, Integer> table, String mnemonic) {
    Integer number = table.get(mnemonic.toUpperCase(Locale.ROOT));
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  private static Map<String, Integer> table(String text) {
    Map<String, Integer> table = new HashMap<>();
    for (String row : text.split(" ", -1)) {
      int equals = row.indexOf('=');
      table.put(row.substring(0, equals), Integer.valueOf(row.substring(equals + 1)));
    }
    return Map.copyOf(table);
  }
}
