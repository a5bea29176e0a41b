package dev.roster.kubernetes.decode;

import java.io.IOException;
import java.util.Optional;

/// The events of one watch, in order. Used by one thread.
public interface WatchReader {
  /// Waits for the next event; empty where the server ended the watch between two events.
  ///
  /// @throws MalformedBodyException where the bytes are no event, or end within one
  /// @throws IOException if the connection fails
  Optional<WatchFrame> next() throws IOException;

  /// Bytes of the events told so far, their frames included.
  long bytes();
}
