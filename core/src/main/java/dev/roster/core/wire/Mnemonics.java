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

  private static final Map<String, Integer> TYPES =
      table(
          "A=1 NS=2 MD=3 MF=4 CNAME=5 SOA=6 MB=7 MG=8 MR=9 NULL=10 PTR=12 HINFO=13 MINFO=14 MX=15"
              + " TXT=16 RP=17 AFSDB=18 X25=19 ISDN=20 RT=21 NSAP-PTR=23 SIG=24 KEY=25 PX=26"
              + " GPOS=27 AAAA=28 LOC=29 NXT=30 EID=31 NIMLOC=32 SRV=33 ATMA=34 NAPTR=35 KX=36"
              + " CERT=37 DNAME=39 OPT=41 APL=42 DS=43 SSHFP=44 IPSECKEY=45 RRSIG=46 NSEC=47"
              + " DNSKEY=48 DHCID=49 NSEC3=50 NSEC3PARAM=51 TLSA=52 SMIMEA=53 HIP=55 NINFO=56"
              + " RKEY=57 TALINK=58 CDS=59 CDNSKEY=60 OPENPGPKEY=61 CSYNC=62 ZONEMD=63 SVCB=64"
              + " HTTPS=65 SPF=99 UINFO=100 UID=101 GID=102 UNSPEC=103 NID=104 L32=105 L64=106"
              + " LP=107 EUI48=108 EUI64=109 NXNAME=128 TKEY=249 TSIG=250 IXFR=251 AXFR=252"
              + " MAILB=253 MAILA=254 ANY=255 URI=256 CAA=257 AVC=258 AMTRELAY=260 RESINFO=261"
              + " TA=32768 DLV=32769");

  private static final Map<String, Integer> CLASSES = table("IN=1 CS=2 CH=3 HS=4 NONE=254 ANY=255");

  private static final Map<String, Integer> RCODES =
      table(
          "NOERROR=0 FORMERR=1 SERVFAIL=2 NXDOMAIN=3 NOTIMP=4 NOTIMPL=4 REFUSED=5 YXDOMAIN=6"
              + " YXRRSET=7 NXRRSET=8 NOTAUTH=9 NOTZONE=10 DSOTYPENI=11 BADSIG=16 BADKEY=17"
              + " BADTIME=18 BADMODE=19 BADNAME=20 BADALG=21 BADTRUNC=22 BADCOOKIE=23");

  private Mnemonics() {}

  /// The number of a type, in any letter case; empty where nobody calls one so.
  public static OptionalInt type(String mnemonic) {
    return find(TYPES, mnemonic);
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
    for (String row : text.split(" ")) {
      int equals = row.indexOf('=');
      table.put(row.substring(0, equals), Integer.valueOf(row.substring(equals + 1)));
    }
    return Map.copyOf(table);
  }
}
