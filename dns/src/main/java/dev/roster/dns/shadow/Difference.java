package dev.roster.dns.shadow;

import java.util.Locale;

/// In what two answers to one question differ.
public enum Difference {
  /// The rcode.
  RCODE,
  /// The answers, as a set; order and TTLs apart.
  ANSWERS,
  /// The TTL of an answer that both give with authority: what was kept counts down.
  TTL,
  /// AA, TC, RA or AD.
  FLAGS,
  /// The authority section, as a set; a SOA's serial and TTLs apart.
  AUTHORITY,
  /// The additional section, as a set; OPT and TTLs apart.
  ADDITIONAL,
  /// The other server said nothing, or something that is no message.
  UNANSWERED;

  /// As a label of a metric.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
