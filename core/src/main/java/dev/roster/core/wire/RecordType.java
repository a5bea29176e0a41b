package dev.roster.core.wire;

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
  public static final int SRV = 33;
  public static final int NAPTR = 35;
  public static final int OPT = 41;
  public static final int DS = 43;
  public static final int SVCB = 64;
  public static final int HTTPS = 65;
  public static final int IXFR = 251;
  public static final int AXFR = 252;
  public static final int ANY = 255;
  public static final int CAA = 257;

  private RecordType() {}

  /// The mnemonic, `TYPE123` where there is none.
  public static String toText(int type) {
    return switch (type) {
      case A -> "A";
      case NS -> "NS";
      case CNAME -> "CNAME";
      case SOA -> "SOA";
      case PTR -> "PTR";
      case HINFO -> "HINFO";
      case MX -> "MX";
      case TXT -> "TXT";
      case AAAA -> "AAAA";
      case SRV -> "SRV";
      case NAPTR -> "NAPTR";
      case OPT -> "OPT";
      case DS -> "DS";
      case SVCB -> "SVCB";
      case HTTPS -> "HTTPS";
      case IXFR -> "IXFR";
      case AXFR -> "AXFR";
      case ANY -> "ANY";
      case CAA -> "CAA";
      default -> "TYPE" + type;
    };
  }
}
