package dev.roster.dns.forward;

import dev.roster.dns.host.Scheduler;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/// Ends a connection at the moment by which a question must be answered. The timeout of a socket
/// bounds one read alone: an upstream that sends a handshake byte by byte, or reads nothing, would
/// hold a thread for as long as it likes.
final class Cutoff implements AutoCloseable {
  private final Scheduler.Task task;

  private Cutoff(Scheduler.Task task) {
    this.task = task;
  }

  /// Closes the socket unless this is closed by then.
  ///
  /// @param raw the TCP socket: one of TLS may want to say good-bye first, and wait for that
  static Cutoff after(Duration within, Socket raw, Scheduler scheduler) {
    return new Cutoff(scheduler.schedule(within, () -> end(raw)));
  }

  private static void end(Socket raw) {
    try {
      raw.close();
    } catch (IOException gone) {
      // The descriptor is free whatever it says.
    }
  }

  @Override
  public void close() {
    task.cancel();
  }
}
