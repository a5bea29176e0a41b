package dev.roster.engine.control;

import java.io.InputStream;

/// What the containers of pods wrote: the node keeps it, the API hands it out.
@FunctionalInterface
public interface PodLogs {
  /// All lines, in place of a number of last lines.
  long ALL_LINES = -1;

  /// Opens one container's log.
  Opened open(Request request);

  /// Which log, and how much of it.
  ///
  /// @param container "" for the pod's first
  /// @param previous the log of the instance before the running one
  /// @param follow goes on with what is written from now on, until the container has ended for good
  ///   or the stream is closed
  /// @param tailLines only so many last lines, [#ALL_LINES] for all
  record Request(
      String namespace,
      String pod,
      String container,
      boolean previous,
      boolean follow,
      long tailLines) {}

  /// What opening gave.
  sealed interface Opened {
    /// The bytes as the process wrote them. A following stream blocks where nothing is written yet;
    /// its reader closes it.
    record Lines(InputStream stream) implements Opened {}

    /// There is none; the reason is for a person, in kubectl's words.
    record None(String reason) implements Opened {}
  }
}
