package dev.roster.dns.server;

import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// One TCP connection: messages with their length before them, as many at once as the client sends.
/// They are answered in their order, but for those that must wait for something outside the
/// process: these overtake nothing and are overtaken (RFC 7766 section 6.2.1.1).
final class TcpConnection {
  /// Milliseconds that a connection may be silent (CoreDNS: 10 s).
  static final int IDLE_MILLIS_MAX = 10_000;

  /// Bytes of replies from which on they are written; one more reply may be gathered with them.
  static final int GATHERED_BYTES_MAX = 16 << 10;

  /// Questions of one connection that wait at once; beyond it the connection is not read.
  static final int UNDER_WAY_MAX = 128;

  private static final int BUFFER_BYTES_FIRST = 1024;
  private static final int OUT_BYTES_MAX = GATHERED_BYTES_MAX + 2 + Message.BYTES_MAX;

  private final Socket socket;
  private final InetAddress client;
  private final BlockingQueue<Answerer> answerers;
  private final LongSupplier nanoTime;
  private final Semaphore underWay = new Semaphore(UNDER_WAY_MAX);
  private final Lock writing = new ReentrantLock();
  private volatile long writingSince; // 0 while nothing is written; guarded by writing

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
        int read = read(input);
        if (read < 0) break;
        inLength += read;
        if (!answerWhole(output)) break;
        flush(output);
      }
      // The client may have said all it wanted to: what waits is still answered.
      underWay.acquire(UNDER_WAY_MAX);
    } catch (IOException gone) {
      // Silent for too long, reset, or closed by us: nobody is there to be told.
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  /// Returns how much was read, -1 at the end. A client that waits for us may be silent.
  private int read(InputStream input) throws IOException {
    while (true) {
      try {
        return input.read(in, inLength, in.length - inLength);
      } catch (SocketTimeoutException silent) {
        if (underWay.availablePermits() == UNDER_WAY_MAX) throw silent;
      }
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
      answer(output, at + 2, at + 2 + length);
      at += 2 + length;
      if (outLength >= GATHERED_BYTES_MAX) flush(output);
    }
    if (at > 0) System.arraycopy(in, at, in, 0, inLength - at);
    inLength -= at;
    if (inLength == 0 && in.length > GATHERED_BYTES_MAX) in = new byte[BUFFER_BYTES_FIRST];
    return true;
  }

  /// The responder is held for the answer alone, never while the client is waited for.
  private void answer(OutputStream output, int from, int to)
      throws IOException, InterruptedException {
    if (!underWay.tryAcquire()) {
      flush(output);
      underWay.acquire();
    }
    boolean waits = false;
    Answerer answerer = answerers.take();
    try {
      int length =
          answerer.answer(Transport.TCP, client.getAddress(), socket.getPort(), in, from, to);
      if (length == Responder.HANDED_OVER) {
        length = answerer.handOver((reply, bytes) -> answerLate(output, reply, bytes));
        waits = length == 0;
      }
      if (length > 0) gather(answerer.reply(), length);
    } finally {
      answerers.add(answerer);
      if (!waits) underWay.release();
    }
  }

  /// Writes the reply to a question that waited; called on the thread that waited.
  private void answerLate(OutputStream output, byte[] reply, int length) {
    try {
      if (length == 0) return;
      byte[] framed = new byte[2 + length];
      framed[0] = (byte) (length >> 8);
      framed[1] = (byte) length;
      System.arraycopy(reply, 0, framed, 2, length);
      write(output, framed, framed.length);
    } catch (IOException gone) {
      // The connection's thread notices too, and ends it.
    } finally {
      underWay.release();
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
    write(output, out, outLength);
    outLength = 0;
    // A connection that is silent holds no more than it needs to listen.
    if (out.length > GATHERED_BYTES_MAX) out = new byte[BUFFER_BYTES_FIRST];
  }

  private void write(OutputStream output, byte[] bytes, int length) throws IOException {
    writing.lock();
    try {
      long now = nanoTime.getAsLong();
      writingSince = now == 0 ? 1 : now;
      output.write(bytes, 0, length);
    } finally {
      writingSince = 0;
      writing.unlock();
    }
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
