package dev.roster.kubernetes.http;

import java.io.IOException;
import java.io.InputStream;

/// The body of an answer as it comes. Read by one thread; any other may close it: a read that waits
/// then fails.
public abstract class ReplyBody extends InputStream {
  /// One byte, or -1 at the end; nobody reads many so.
  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] to, int from, int length) throws IOException;

  /// Ends the connection if the body was not read to its end. Never blocks.
  @Override
  public abstract void close();
}
