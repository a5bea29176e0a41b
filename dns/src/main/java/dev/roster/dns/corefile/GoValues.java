package dev.roster.dns.corefile;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers, durations and host:port pairs as Go's standard library reads them, since a Corefile's
/// values are written for it.
final class GoValues {
  /// Longer texts are no value.
  private static final int CHARS_MAX = 64;

  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");
  private static final Pattern PART =
      Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");

  private GoValues() {}

  /// `strconv.Atoi`: decimal digits with an optional sign, of 64 bits.
  static OptionalLong integer(String text) {
    if (text.length() > CHARS_MAX || !INTEGER.matcher(text).matches()) return OptionalLong.empty();
    BigInteger value = new BigInteger(text.startsWith("+") ? text.substring(1) : text);
    return value.bitLength() > 63 ? OptionalLong.empty() : OptionalLong.of(value.longValue());
  }

  /// `strconv.ParseFloat` for decimal forms.
  static OptionalDouble decimal(String text) {
    if (text.length() > CHARS_MAX || !DECIMAL.matcher(text).matches()) {
      return OptionalDouble.empty();
    }
    double value = Double.parseDouble(text);
    return Double.isInfinite(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /// `time.ParseDuration`: `1m30s`, `1.5h`, `-2ms`, `0`; a number needs a unit.
  static Optional<Duration> duration(String text) {
    if (text.isEmpty() || text.length() > CHARS_MAX) return Optional.empty();
    boolean signed = text.charAt(0) == '-' || text.charAt(0) == '+';
    String rest = signed ? text.substring(1) : text;
    if (rest.equals("0")) return Optional.of(Duration.ZERO);
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(rest);
    int at = 0;
    while (at < rest.length() && part.find() && part.start() == at) {
      BigDecimal value =
          new BigDecimal(part.group(1).endsWith(".") ? part.group(1) + "0" : part.group(1));
      nanos = nanos.add(value.multiply(BigDecimal.valueOf(unitNanos(part.group(2)))));
      at = part.end();
    }
    // No constant: what BigDecimal computes when it is loaded takes 20 ms, and most Corefiles of a
    // start have no durations.
    BigDecimal nanosMax = BigDecimal.valueOf(Long.MAX_VALUE);
    if (at == 0 || at != rest.length() || nanos.compareTo(nanosMax) > 0) return Optional.empty();
    Duration duration = Duration.ofNanos(nanos.longValue());
    return Optional.of(text.charAt(0) == '-' ? duration.negated() : duration);
  }

  private static long unitNanos(String unit) {
    return switch (unit) {
      case "ns" -> 1L;
      case "ms" -> 1_000_000L;
      case "s" -> 1_000_000_000L;
      case "m" -> 60_000_000_000L;
      case "h" -> 3_600_000_000_000L;
      default -> 1_000L;
    };
  }

  /// `net.SplitHostPort`: `host:port`, `:port`, `[v6]:port`; a colon is needed, a missing port is
  /// 0. Names of ports are none.
  static Optional<HostPort> hostPort(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) return Optional.empty();
    String host = text.substring(0, colon);
    if (host.startsWith("[")) {
      if (!host.endsWith("]")) return Optional.empty();
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      return Optional.empty();
    }
    if (host.indexOf('[') >= 0 || host.indexOf(']') >= 0) return Optional.empty();
    String port = text.substring(colon + 1);
    OptionalLong number = port.isEmpty() ? OptionalLong.of(0) : integer(port);
    if (number.isEmpty() || number.getAsLong() < 0 || number.getAsLong() > 65535) {
      return Optional.empty();
    }
    return Optional.of(new HostPort(host, (int) number.getAsLong()));
  }
}
