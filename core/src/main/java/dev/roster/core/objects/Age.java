package dev.roster.core.objects;

import java.time.Duration;

/// How long something has been, as kubectl prints it: two units while that tells more, then one.
public final class Age {
  private Age() {}

  /// `45s`, `3m20s`, `12m`, `3h5m`, `20h`, `5d3h`, `30d`, `2y10d`, `9y`; a little less than nothing
  /// is `0s` (clocks differ), more is `<invalid>`.
  public static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < -1) return "<invalid>";
    if (seconds < 0) return "0s";
    if (seconds < 120) return seconds + "s";
    long minutes = seconds / 60;
    if (minutes < 10) return two(minutes, "m", seconds % 60, "s");
    if (minutes < 180) return minutes + "m";
    long hours = minutes / 60;
    if (hours < 8) return two(hours, "h", minutes % 60, "m");
    if (hours < 48) return hours + "h";
    long days = hours / 24;
    if (hours < 192) return two(days, "d", hours % 24, "h");
    if (days < 730) return days + "d";
    long years = days / 365;
    if (years < 8) return two(years, "y", days % 365, "d");
    return years + "y";
  }

  private static String two(long more, String moreUnit, long less, String lessUnit) {
    return more + moreUnit + (less == 0 ? "" : less + lessUnit);
  }
}
