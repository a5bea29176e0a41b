package dev.roster.check.e2e;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;

/// `JdkLookup NAME [COUNT]`: all addresses of a name as the JDK gives them, or the first one COUNT
/// times, asked anew each time.
public final class JdkLookup {
  private JdkLookup() {}

  /// See the type.
  public static void main(String[] arguments) throws UnknownHostException {
    Security.setProperty("networkaddress.cache.ttl", "0");
    int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
    for (int i = 0; i < Math.max(1, count); i++) {
      InetAddress[] all = InetAddress.getAllByName(arguments[0]);
      if (count > 0) System.out.println(all[0].getHostAddress());
      else for (InetAddress each : all) System.out.println(each.getHostAddress());
    }
  }
}
