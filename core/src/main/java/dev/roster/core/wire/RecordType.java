package dev.roster.core.wire;

import java.util.Locale;
import java.util.OptionalInt;

/// Numbers of resource record types and their mnemonics (IANA "DNS Parameters"). A type without a
/// mnemonic here is kept as its number and written `TYPE123` (RFC 3597).
public final class RecordType {
  public static final int A = 1;
  public static final int NS = 2;
  public static final int CNAME = 5;
  public static final int SOA = 6;
  public static final int PTR = 12;
  public static final int HINFO = 13;
  public static final int MX = 15;
  public static final int TXT = 16;
  public static final int AAAA = 28;
  public static final int LOC = 29;
  public static final int SRV = 33;
  public static final int NAPTR = 35;
  public static final int DNAME = 39;
  public static final int OPT = 41;
  public static final int DS = 43;
  public static final int RRSIG = 46;
  public static final int NSEC = 47;
  public static final int NSEC3 = 50;
  public static final int NSEC3PARAM = 51;
  public static final int SVCB = 64;
  public static final int HTTPS = 65;
  public static final int IXFR = 251;
  public static final int AXFR = 252;
  public static final int ANY = 255;
  public static final int CAA = 257;

  private RecordType() {}

  /// The mnemonic, `TYPE123` where there is none.
  public static String toText(int type) {
    String text = TypeNames.TEXTS.get(type);
    return text == null ? "TYPE" + type : text;
  }

  /// The number of a mnemonic or of `TYPE123`, letter case ignored; empty where the text is
  /// neither.
  public static OptionalInt parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    Integer known = TypeNames.NUMBERS.get(upper);
    if (known != null) return OptionalInt.of(known);
    boolean number = upper.startsWith("TYPE") && upper.length() > 4 && upper.length() <= 9;
    for (int i = 4; i < upper.length(); i++) {
      number &= upper.charAt(i) >= '0' && upper.charAt(i) <= '9';
    }
    int type = number ? Integer.parseInt(upper.substring(4)) : -1;
    return number && type <= 0xffff ? OptionalInt.of(type) : OptionalInt.empty();
  }
}
