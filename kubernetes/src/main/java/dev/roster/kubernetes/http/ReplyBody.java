package dev.roster.kubernetes.http;

import java.io.InputStream;

/// The body of an answer as it comes. Read by one thread; any other may close it: a read that waits
/// then fails.
public abstract class ReplyBody extends InputStream {
  /// Ends the connection if the body was not read to its end. Never blocks.
  @Override
  public abstract void close();
}
