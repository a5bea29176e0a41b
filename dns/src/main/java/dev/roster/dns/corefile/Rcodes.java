package dev.roster.dns.corefile;

import java.util.OptionalInt;

/// Names of rcodes as the DNS library of CoreDNS knows them.
final class Rcodes {
  private Rcodes() {}

  /// The code of an upper-case name.
  static OptionalInt parse(String name) {
    int code =
        switch (name) {
          case "NOERROR" -> 0;
          case "FORMERR" -> 1;
          case "SERVFAIL" -> 2;
          case "NXDOMAIN" -> 3;
          case "NOTIMP", "NOTIMPL" -> 4;
          case "REFUSED" -> 5;
          case "YXDOMAIN" -> 6;
          case "YXRRSET" -> 7;
          case "NXRRSET" -> 8;
          case "NOTAUTH" -> 9;
          case "NOTZONE" -> 10;
          case "DSOTYPENI" -> 11;
          case "BADSIG" -> 16;
          case "BADKEY" -> 17;
          case "BADTIME" -> 18;
          case "BADMODE" -> 19;
          case "BADNAME" -> 20;
          case "BADALG" -> 21;
          case "BADTRUNC" -> 22;
          case "BADCOOKIE" -> 23;
          default -> -1;
        };
    return code < 0 ? OptionalInt.empty() : OptionalInt.of(code);
  }
}
