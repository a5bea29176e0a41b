package dev.roster.app.wiring;

import dev.roster.dns.directive.LineQueue;
import java.io.PrintWriter;

/// What a server has to tell while it runs, as lines on standard error, by a queue so that nobody
/// waits for a slow terminal.
public final class LogLines implements AutoCloseable {
  private final LineQueue queue;

  /// Writes to this writer, from one thread.
  public LogLines(PrintWriter err) {
    this.queue =
        new LineQueue((level, text) -> {
          err.println("[" + level.getName() + "] " + text);
          err.flush();
        });
  }

  /// Where directives write.
  public LineQueue queue() {
    return queue;
  }

  /// Something that a person should look at.
  public void warning(String line) {
    queue.line(System.Logger.Level.WARNING, line);
  }

  @Override
  public void close() {
    queue.close();
  }
}
