package dev.roster.dns.directive;

import java.math.BigDecimal;
import java.time.Duration;

/// Durations as CoreDNS writes them.
final class GoDurations {
  private GoDurations() {}

  /// `1m30s`, `5s`, `0s`, `250ms` as `0.25s`.
  static String text(Duration duration) {
    if (duration.isNegative()) return "-" + text(duration.negated());
    StringBuilder text = new StringBuilder();
    long hours = duration.toHours();
    int minutes = duration.toMinutesPart();
    if (hours > 0) text.append(hours).append('h');
    if (hours > 0 || minutes > 0) text.append(minutes).append('m');
    long nanos = duration.toSecondsPart() * 1_000_000_000L + duration.toNanosPart();
    return text.append(seconds(nanos)).append('s').toString();
  }

  /// Nanoseconds as a decimal number of seconds with as many digits as needed.
  static String seconds(long nanos) {
    if (nanos == 0) return "0";
    return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
  }
}
