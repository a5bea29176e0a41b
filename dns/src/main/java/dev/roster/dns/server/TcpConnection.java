package dev.roster.dns.server;

import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.dns.pipeline.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// One TCP connection: messages with their length before them, as many at once as the client sends,
/// answered in their order.
final class TcpConnection {
  /// Milliseconds that a connection may be silent (CoreDNS: 10 s).
  static final int IDLE_MILLIS_MAX = 10_000;

  /// Bytes of replies from which on they are written; one more reply may be gathered with them.
  static final int GATHERED_BYTES_MAX = 16 << 10;

  private static final int BUFFER_BYTES_FIRST = 1024;
  private static final int OUT_BYTES_MAX = GATHERED_BYTES_MAX + 2 + Message.BYTES_MAX;

  private final Socket socket;
  private final InetAddress client;
  private final BlockingQueue<Answerer> answerers;
  private final LongSupplier nanoTime;
  private volatile long writingSince; // 0 while nothing is being written

  // The rest is confined to the connection's thread.
  private byte[] in = new byte[BUFFER_BYTES_FIRST];
  private int inLength;
  private byte[] out = new byte[BUFFER_BYTES_FIRST];
  private int outLength;

  TcpConnection(Socket socket, BlockingQueue<Answerer> answerers, LongSupplier nanoTime) {
    this.socket = socket;
    this.client = socket.getInetAddress();
    this.answerers = answerers;
    this.nanoTime = nanoTime;
  }

  /// Whose it is.
  InetAddress client() {
    return client;
  }

  /// Serves until the client ends it, is silent too long or sends what is no DNS.
  void serve() {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(IDLE_MILLIS_MAX);
      InputStream input = socket.getInputStream();
      OutputStream output = socket.getOutputStream();
      while (true) {
        int read = input.read(in, inLength, in.length - inLength);
        if (read < 0) return;
        inLength += read;
        if (!answerWhole(output)) return;
        flush(output);
      }
    } catch (IOException gone) {
      // Silent for too long, reset, or closed by us: nobody is there to be told.
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  /// Answers the messages that are there as a whole and keeps the rest. Returns false if what came
  /// is too short to be a message.
  private boolean answerWhole(OutputStream output) throws IOException, InterruptedException {
    int at = 0;
    while (inLength - at >= 2) {
      int length = ((in[at] & 0xff) << 8) | (in[at + 1] & 0xff);
      if (length < Flags.HEADER_BYTES) return false;
      if (inLength - at < 2 + length) {
        if (2 + length > in.length) in = Arrays.copyOf(in, 2 + length);
        break;
      }
      answer(at + 2, at + 2 + length);
      at += 2 + length;
      if (outLength >= GATHERED_BYTES_MAX) flush(output);
    }
    if (at > 0) System.arraycopy(in, at, in, 0, inLength - at);
    inLength -= at;
    if (inLength == 0 && in.length > GATHERED_BYTES_MAX) in = new byte[BUFFER_BYTES_FIRST];
    return true;
  }

  /// The responder is held for the answer alone, never while the client is waited for.
  private void answer(int from, int to) throws InterruptedException {
    Answerer answerer = answerers.take();
    try {
      int length =
          answerer.answer(Transport.TCP, client.getAddress(), socket.getPort(), in, from, to);
      if (length > 0) gather(answerer.reply(), length);
    } finally {
      answerers.add(answerer);
    }
  }

  private void gather(byte[] reply, int length) {
    int needed = outLength + 2 + length;
    if (needed > out.length) {
      out = Arrays.copyOf(out, Math.min(OUT_BYTES_MAX, Math.max(needed, 2 * out.length)));
    }
    out[outLength] = (byte) (length >> 8);
    out[outLength + 1] = (byte) length;
    System.arraycopy(reply, 0, out, outLength + 2, length);
    outLength = needed;
  }

  private void flush(OutputStream output) throws IOException {
    if (outLength == 0) return;
    long now = nanoTime.getAsLong();
    writingSince = now == 0 ? 1 : now;
    output.write(out, 0, outLength);
    writingSince = 0;
    outLength = 0;
    // A connection that is silent holds no more than it needs to listen.
    if (out.length > GATHERED_BYTES_MAX) out = new byte[BUFFER_BYTES_FIRST];
  }

  /// Closes it if a write has not ended for so long.
  void closeIfStuck(long millis) {
    long since = writingSince;
    if (since != 0 && nanoTime.getAsLong() - since > TimeUnit.MILLISECONDS.toNanos(millis)) close();
  }

  /// Reads no more: what is there is answered, then it ends.
  void finish() {
    try {
      socket.shutdownInput();
    } catch (IOException gone) {
      // It ends by itself.
    }
  }

  /// Ends it at once.
  void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      // The descriptor is free whatever it says.
    }
  }
}
