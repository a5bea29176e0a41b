package dev.roster.dns.forward;

import dev.roster.core.wire.Message;
import java.io.IOException;
import java.time.Duration;

/// One way to ask one server.
interface Link extends AutoCloseable {
  /// Asks, and waits for the answer to that very question. What somebody else may have sent is
  /// passed over; what is the upstream's, and no answer, ends it.
  ///
  /// @param within how long all of it may take
  /// @throws IOException if there is no answer; the message is for the log
  Message ask(Message question, Duration within) throws IOException;

  /// `udp`, `tcp` or `tcp-tls`, as metrics name it.
  String proto();

  /// Ends what it keeps; questions under way end by themselves.
  @Override
  default void close() {}
}
