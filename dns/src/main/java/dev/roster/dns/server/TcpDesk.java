package dev.roster.dns.server;

import dev.roster.core.wire.Message;
import java.util.function.Consumer;

/// What the connections of one loop share, one after the other: room for what is read and for
/// replies until they are written. Confined to the loop's thread.
final class TcpDesk {
  /// Bytes that are read at once, at most.
  static final int READ_BYTES_MAX = 16 << 10;

  /// Bytes of replies from which on they are written; one more reply may be gathered with them.
  static final int GATHERED_BYTES_MAX = 16 << 10;

  private static final int OUT_BYTES_MAX = GATHERED_BYTES_MAX + 2 + Message.BYTES_MAX;

  /// Answers all of them.
  final Answerer answerer;

  /// Where is read to.
  final byte[] in = new byte[READ_BYTES_MAX];

  /// Replies with their lengths before them.
  final byte[] out = new byte[OUT_BYTES_MAX];

  /// Told of connections that have late replies. Any thread may.
  final Consumer<TcpConnection> late;

  int outLength;

  /// An empty one.
  TcpDesk(Answerer answerer, Consumer<TcpConnection> late) {
    this.answerer = answerer;
    this.late = late;
  }

  /// Whether what was gathered is to be written before more is.
  boolean isFull() {
    return outLength >= GATHERED_BYTES_MAX;
  }

  /// One more reply; the desk is not full.
  void gather(byte[] reply, int length) {
    out[outLength] = (byte) (length >> 8);
    out[outLength + 1] = (byte) length;
    System.arraycopy(reply, 0, out, outLength + 2, length);
    outLength += 2 + length;
  }
}
