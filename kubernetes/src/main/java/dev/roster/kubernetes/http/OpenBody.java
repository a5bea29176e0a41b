package dev.roster.kubernetes.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// A body that is read from a connection of its own.
final class OpenBody extends ReplyBody {
  /// Bytes of one body that ends, at most: four times what a million endpoints take.
  static final long BODY_BYTES_MAX = 1L << 32;

  private final InputStream in;
  private final KeptSocket socket;
  private final boolean endless;
  private final Object lock = new Object();
  private Optional<Thread> reader = Optional.empty(); // guarded by lock
  private boolean closed; // guarded by lock
  private long left = BODY_BYTES_MAX; // by the reader alone

  /// @param endless whether it is a watch, which has no bound
  OpenBody(InputStream in, KeptSocket socket, boolean endless) {
    this.in = in;
    this.socket = socket;
    this.endless = endless;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    begin();
    try {
      int count = in.read(to, offset, length);
      if (count < 0) in.close(); // what inflates holds memory beside the heap
      if (!endless && count > 0) {
        left -= count;
        if (left < 0) throw new IOException("the answer is over " + BODY_BYTES_MAX + " bytes");
      }
      return count;
    } finally {
      end();
    }
  }

  private void begin() throws IOException {
    synchronized (lock) {
      if (closed) throw new IOException("closed");
      reader = Optional.of(Thread.currentThread());
    }
  }

  private void end() {
    synchronized (lock) {
      reader = Optional.empty();
      if (closed) Thread.interrupted(); // it was for the read
    }
  }

  /// Without TLS the connection's socket is the runtime's own: then a virtual thread that reads is
  /// interrupted, which closes it; if nobody reads, the stream can be closed.
  @Override
  public void close() {
    synchronized (lock) {
      if (closed) return;
      closed = true;
      socket.close();
      if (socket.isSecured()) return;
      reader.ifPresentOrElse(Thread::interrupt, this::quietly);
    }
  }

  private void quietly() {
    try {
      in.close();
    } catch (IOException gone) {
      // Then it is closed.
    }
  }
}
