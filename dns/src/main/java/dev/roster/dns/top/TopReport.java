package dev.roster.dns.top;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Who asked most of late. Counts are of questions that were answered.
///
/// @param over how long was counted: one to two minutes, less since the start
/// @param questions all of them; exact while there are few, else estimated
/// @param nxdomain those answered NXDOMAIN
/// @param wasted those of them that only a search path makes
/// @param clients by their questions
/// @param names that do not exist, by questions for them
/// @param wasters clients by what they asked in vain because of their search path
public record TopReport(
    Duration over,
    long questions,
    long nxdomain,
    long wasted,
    List<Asking> clients,
    List<Missing> names,
    List<Wasting> wasters) {
  public TopReport {
    clients = List.copyOf(clients);
    names = List.copyOf(names);
    wasters = List.copyOf(wasters);
  }

  /// A count that is known by its bounds: the truth is in `[atLeast, atMost]`, as far as all were
  /// counted.
  public record Count(long atLeast, long atMost) {
    /// None.
    public static final Count ZERO = new Count(0, 0);

    Count plus(Count other) {
      return new Count(atLeast + other.atLeast, atMost + other.atMost);
    }
  }

  /// A client and its questions.
  public record Asking(IpAddress client, Count questions) {}

  /// A name that does not exist, and questions for it.
  public record Missing(Name name, Count questions) {}

  /// A client that asks in vain.
  ///
  /// @param wasted its questions for names that only a search path makes
  /// @param questions all its questions
  /// @param asked the last such name
  /// @param meant what of it the client's program asked for
  /// @param better the whole name that takes one question; empty where none is known
  public record Wasting(
      IpAddress client,
      Count wasted,
      Count questions,
      Name asked,
      Name meant,
      Optional<Name> better) {}
}
