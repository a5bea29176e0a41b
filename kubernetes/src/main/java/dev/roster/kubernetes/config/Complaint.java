package dev.roster.kubernetes.config;

import java.util.Collection;
import java.util.regex.Pattern;

/// What a program said on its standard error, fit to be shown: short, and without what may be a
/// secret.
final class Complaint {
  /// Characters that are shown, at most.
  static final int CHARS_MAX = 300;

  private static final int SECRET_CHARS_MIN = 4;

  /// Words that could be a token or a key: long, and of letters and digits mixed.
  private static final Pattern LONG =
      Pattern.compile("(?=[A-Za-z_+=.-]*[0-9])[A-Za-z0-9_+=.-]{20,}");

  private Complaint() {}

  /// In one line; "" if there is nothing.
  ///
  /// @param secrets what is left out wherever it stands
  static String shown(String said, Collection<String> secrets) {
    String line = said.strip();
    for (String secret : secrets) {
      if (secret.length() >= SECRET_CHARS_MIN) line = line.replace(secret, "[...]");
    }
    line = LONG.matcher(line).replaceAll("[...]").replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= CHARS_MAX ? line : line.substring(0, CHARS_MAX) + "...";
  }
}
