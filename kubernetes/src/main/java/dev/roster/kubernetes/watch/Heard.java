package dev.roster.kubernetes.watch;

import dev.roster.kubernetes.decode.ApiObject;
import dev.roster.kubernetes.decode.ApiStatus;
import dev.roster.kubernetes.decode.ListEnd;
import dev.roster.kubernetes.decode.WatchFrame;

/// What came of what a [Reflector] asked for.
sealed interface Heard {
  /// The request is being answered.
  record Opened() implements Heard {}

  /// It was refused.
  record Refused(ApiStatus status) implements Heard {}

  /// It was not answered.
  record Unreachable(String why) implements Heard {}

  /// One object of a page.
  record Item(ApiObject object) implements Heard {}

  /// A page ended as it should.
  record PageEnd(ListEnd end) implements Heard {}

  /// One event.
  record Frame(WatchFrame frame) implements Heard {}

  /// The server ended a watch between two events.
  record Ended() implements Heard {}

  /// The body broke off.
  record Cut(String why) implements Heard {}

  /// The body said nothing for too long and was closed.
  record Silent() implements Heard {}

  /// The body is not what the API sends.
  record Garbage(String why) implements Heard {}

  /// The wait is over.
  record Waited() implements Heard {}

  /// Whether the server, which could be reached, said that it is ready.
  record Probed(boolean ready) implements Heard {}

  /// The catalog did not take the last events.
  record NotApplied(String why) implements Heard {}
}
