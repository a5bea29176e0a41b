package dev.roster.kubernetes.decode;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A stream of which only so many bytes are read before somebody says that an object was done.
final class BoundedStream extends FilterInputStream {
  private final long bytesMax;
  private long left;

  /// More came than one object may have.
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLongException() {
      super("an object is too long");
    }
  }

  BoundedStream(InputStream in, long bytesMax) {
    super(in);
    this.bytesMax = bytesMax;
    this.left = bytesMax;
  }

  /// Another object begins.
  void renew() {
    left = bytesMax;
  }

  @Override
  public int read() throws IOException {
    if (left <= 0) throw new TooLongException();
    left--;
    return in.read();
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (left <= 0) throw new TooLongException();
    int count = in.read(to, offset, (int) Math.min(length, left));
    if (count > 0) left -= count;
    return count;
  }
}
