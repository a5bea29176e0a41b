package dev.roster.core.wire;

/// Response codes (RFC 1035 section 4.1.1, RFC 6891 section 9). Others are kept as numbers.
public final class Rcode {
  public static final int NOERROR = 0;
  public static final int FORMERR = 1;
  public static final int SERVFAIL = 2;
  public static final int NXDOMAIN = 3;
  public static final int NOTIMP = 4;
  public static final int REFUSED = 5;
  public static final int YXDOMAIN = 6;
  public static final int YXRRSET = 7;
  public static final int NXRRSET = 8;
  public static final int NOTAUTH = 9;
  public static final int NOTZONE = 10;

  /// An EDNS version other than 0; its upper bits are in the OPT record.
  public static final int BADVERS = 16;

  /// A missing or wrong server cookie (RFC 7873).
  public static final int BADCOOKIE = 23;

  private Rcode() {}

  /// The mnemonic, `RCODE123` where there is none.
  public static String toText(int rcode) {
    return switch (rcode) {
      case NOERROR -> "NOERROR";
      case FORMERR -> "FORMERR";
      case SERVFAIL -> "SERVFAIL";
      case NXDOMAIN -> "NXDOMAIN";
      case NOTIMP -> "NOTIMP";
      case REFUSED -> "REFUSED";
      case YXDOMAIN -> "YXDOMAIN";
      case YXRRSET -> "YXRRSET";
      case NXRRSET -> "NXRRSET";
      case NOTAUTH -> "NOTAUTH";
      case NOTZONE -> "NOTZONE";
      case BADVERS -> "BADVERS";
      case BADCOOKIE -> "BADCOOKIE";
      default -> "RCODE" + rcode;
    };
  }
}
