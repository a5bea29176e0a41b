package dev.roster.app.wiring;

import dev.roster.core.names.IpAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// `ADDR:PORT` of an option: `127.0.0.1:1053`, `[::1]:1053`; port 0 lets the system choose.
public record HostPortOption(String host, int port) {
  /// Reads it for picocli.
  public static final class Converter implements ITypeConverter<HostPortOption> {
    @Override
    public HostPortOption convert(String text) {
      try {
        return HostPortOption.parse(text);
      } catch (IllegalArgumentException wrong) {
        throw new TypeConversionException(String.valueOf(wrong.getMessage()));
      }
    }
  }

  /// The address and port that a text says.
  ///
  /// @throws IllegalArgumentException with what people read, if it says none
  public static HostPortOption parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) host = host.substring(1, host.length() - 1);
    if (host.equals("localhost")) host = "127.0.0.1";
    if (IpAddress.parse(host).isEmpty()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no ADDR:PORT (expected: such as 127.0.0.1:1053 or [::1]:1053)");
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port >= 0 && port <= 65535) return new HostPortOption(host, port);
    } catch (NumberFormatException e) {
      // Said below, with the bounds.
    }
    throw new IllegalArgumentException("'" + text + "' has no port of 0..65535");
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
