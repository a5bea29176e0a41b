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
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// One connection of a TLS address: messages with their length before them, as many at once as the
/// client sends. They are answered in their order, but for those that must wait for something
/// outside the process: these overtake nothing and are overtaken (RFC 7766 section 6.2.1.1).
///
/// No read or write has a timeout of its own: [#closeIfStuck], called again and again, ends a
/// connection whose client is waited for too long.
final class TlsConnection {
  /// Bytes of replies from which on they are written; one more reply may be gathered with them.
  static final int GATHERED_BYTES_MAX = 8 << 10;

  /// Bytes of each buffer that a connection holds on to while it is silent, at most.
  static final int HELD_BYTES_MAX = 2 * GATHERED_BYTES_MAX;

  /// Bytes that are read at once from a client that sends many messages.
  static final int READ_BYTES_MAX = 4 << 10;

  /// Questions of one connection that wait at once; beyond it the connection is not read.
  static final int UNDER_WAY_MAX = 128;

  private static final int BUFFER_BYTES_FIRST = 1024;
  private static final int OUT_BYTES_MAX = GATHERED_BYTES_MAX + 2 + Message.BYTES_MAX;

  /// What is waited for.
  private enum Phase {
    /// The client, to say something.
    IDLE,
    /// The client, to end what it began: a message or the handshake.
    BEGUN,
    /// Ourselves.
    BUSY
  }

  private final Socket raw;
  private final Transport transport;
  private final Optional<TlsSockets> tls;
  private final ListenOptions options;
  private final InetAddress client;
  private final byte[] source;
  private final int port;
  private final BlockingQueue<Answerer> answerers;
  private final LongSupplier nanoTime;
  private final Semaphore underWay = new Semaphore(UNDER_WAY_MAX);
  private final Lock writing = new ReentrantLock();
  private volatile long writingSince; // 0 while nothing is written; guarded by writing
  private volatile long phaseSince; // set before phase
  private volatile long repliedLate; // when a question that waited was answered last
  private volatile Phase phase = Phase.BUSY; // written by the connection's thread alone

  // The rest is confined to the connection's thread.
  private byte[] in = new byte[BUFFER_BYTES_FIRST];
  private int inAt; // what is before it was answered
  private int inLength;
  private byte[] out = new byte[BUFFER_BYTES_FIRST];
  private int outLength;
  private int questions;
  private boolean place; // of those under way, for the next question that has to wait
  private @Nullable Iterator<byte[]> more; // what follows the last reply

  /// A connection that was accepted.
  ///
  /// @param tls wraps it; empty for plain TCP
  TlsConnection(
      Socket raw,
      Transport transport,
      Optional<TlsSockets> tls,
      ListenOptions options,
      BlockingQueue<Answerer> answerers,
      LongSupplier nanoTime) {
    this.raw = raw;
    this.transport = transport;
    this.tls = tls;
    this.options = options;
    this.client = raw.getInetAddress();
    this.source = client.getAddress();
    this.port = raw.getPort();
    this.answerers = answerers;
    this.nanoTime = nanoTime;
    this.repliedLate = nanoTime.getAsLong();
  }

  /// Whose it is.
  InetAddress client() {
    return client;
  }

  /// Serves until the client ends it, is silent too long or sends what is no DNS.
  void serve() {
    try (raw) {
      raw.setTcpNoDelay(true);
      enter(Phase.BEGUN);
      Socket socket = opened();
      serve(socket);
      // The client may have said all it wanted to: what waits is still answered.
      phase = Phase.BUSY;
      underWay.acquire(UNDER_WAY_MAX);
      end(socket);
    } catch (IOException gone) {
      // Reset, no TLS, or closed by us: nobody is there to be told.
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  private Socket opened() throws IOException {
    if (tls.isEmpty()) return raw;
    SSLSocket secure = tls.get().wrap(raw);
    secure.startHandshake();
    return secure;
  }

  private void serve(Socket socket) throws IOException, InterruptedException {
    InputStream input = socket.getInputStream();
    OutputStream output = socket.getOutputStream();
    enter(Phase.IDLE);
    boolean open = true;
    while (open) {
      int read = input.read(in, inLength, in.length - inLength);
      if (read < 0) return;
      inLength += read;
      boolean full = inLength == in.length;
      open = answerWhole(output);
      if (full && in.length < READ_BYTES_MAX) in = Arrays.copyOf(in, 2 * in.length);
      flush(output);
      if (inLength == 0) enter(Phase.IDLE);
      else if (phase != Phase.BEGUN) enter(Phase.BEGUN);
    }
  }

  private void enter(Phase next) {
    phaseSince = nanoTime.getAsLong();
    phase = next;
  }

  /// Answers the messages that are there as a whole and keeps the rest. Returns whether more may
  /// come: not behind what is too short to be a message, nor behind the last question allowed.
  private boolean answerWhole(OutputStream output) throws IOException, InterruptedException {
    boolean open = true;
    inAt = 0;
    try {
      while (open && hasWhole()) {
        phase = Phase.BUSY;
        if (!hasPlace()) {
          flush(output);
          underWay.acquire();
          place = true;
        }
        open = answerSome(output);
        if (more != null) follow(more, output);
        more = null;
        if (outLength >= GATHERED_BYTES_MAX) flush(output);
      }
    } finally {
      if (place) underWay.release();
      place = false;
    }
    if (open) keepRest();
    return open;
  }

  private void follow(Iterator<byte[]> messages, OutputStream output) throws IOException {
    while (messages.hasNext()) {
      if (outLength >= GATHERED_BYTES_MAX) flush(output);
      byte[] message = messages.next();
      gather(message, message.length);
    }
  }

  private void keepRest() {
    int rest = inLength - inAt;
    if (inAt > 0) System.arraycopy(in, inAt, in, 0, rest);
    inLength = rest;
    inAt = 0;
    if (rest == 0 && in.length > HELD_BYTES_MAX) in = new byte[BUFFER_BYTES_FIRST];
    // The buffer grows with what came, not with what was announced.
    if (rest == in.length) in = Arrays.copyOf(in, Math.min(2 + announced(), 2 * in.length));
  }

  private int announced() {
    return ((in[inAt] & 0xff) << 8) | (in[inAt + 1] & 0xff);
  }

  /// Whether a message is there as a whole, or one that can never be.
  private boolean hasWhole() {
    int there = inLength - inAt;
    if (there < 2) return false;
    int length = announced();
    return length < Flags.HEADER_BYTES || there >= 2 + length;
  }

  private boolean hasPlace() {
    if (!place) place = underWay.tryAcquire();
    return place;
  }

  /// Answers whole messages until there are replies to write. The responder is held for the answers
  /// alone, never while the client is waited for. Returns as [#answerWhole].
  private boolean answerSome(OutputStream output) throws InterruptedException {
    boolean open = true;
    Answerer answerer = answerers.take();
    answerer.begin();
    try {
      answerer.keepalive(options.idleMillis());
      while (open && outLength < GATHERED_BYTES_MAX && more == null && hasWhole() && hasPlace()) {
        int from = inAt + 2;
        int to = from + announced();
        if (to - from < Flags.HEADER_BYTES) return false;
        answer(answerer, output, from, to);
        inAt = to;
        open = options.questionsMax() == 0 || ++questions < options.questionsMax();
      }
    } finally {
      answerer.end();
      answerers.add(answerer);
    }
    return open;
  }

  private void answer(Answerer answerer, OutputStream output, int from, int to) {
    int length = answerer.answerNext(transport, source, port, in, from, to);
    if (length == Responder.HANDED_OVER) {
      length = answerer.handOver(late(output));
      // The place is given back by the thread that waits.
      if (length == 0) place = false;
    }
    if (length > 0) gather(answerer.reply(), length);
    more = answerer.takeStream();
  }

  /// Takes the reply to a question that waited; called on the thread that waited.
  private WaitingRoom.Sender late(OutputStream output) {
    return new WaitingRoom.Sender() {
      @Override
      public void send(byte[] reply, int length) {
        sendAll(reply, length, Collections.emptyIterator());
      }

      @Override
      public void sendAll(byte[] reply, int length, Iterator<byte[]> more) {
        try {
          if (length > 0) writeFramed(output, reply, length);
          while (more.hasNext()) {
            byte[] message = more.next();
            writeFramed(output, message, message.length);
          }
        } catch (IOException gone) {
          // The connection's thread notices too, and ends it.
        } finally {
          repliedLate = nanoTime.getAsLong();
          underWay.release();
        }
      }
    };
  }

  private void writeFramed(OutputStream output, byte[] reply, int length) throws IOException {
    byte[] framed = new byte[2 + length];
    framed[0] = (byte) (length >> 8);
    framed[1] = (byte) length;
    System.arraycopy(reply, 0, framed, 2, length);
    write(output, framed, framed.length);
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
    if (out.length > HELD_BYTES_MAX) out = new byte[BUFFER_BYTES_FIRST];
  }

  private void write(OutputStream output, byte[] bytes, int length) throws IOException {
    writing.lock();
    try {
      startWriting();
      output.write(bytes, 0, length);
    } finally {
      writingSince = 0;
      writing.unlock();
    }
  }

  private void startWriting() {
    long now = nanoTime.getAsLong();
    writingSince = now == 0 ? 1 : now;
  }

  /// Ends it as TLS wants it, with a word.
  private void end(Socket socket) throws IOException {
    writing.lock();
    try {
      startWriting();
      socket.close();
    } finally {
      writingSince = 0;
      writing.unlock();
    }
  }

  /// Closes it if its client is waited for too long.
  void closeIfStuck() {
    Phase now = phase;
    long writes = writingSince;
    boolean stuck =
        switch (now) {
          case BUSY -> false;
          case BEGUN -> isPast(phaseSince, options.readMillis());
          case IDLE ->
              underWay.availablePermits() == UNDER_WAY_MAX
                  && isPast(phaseSince, options.idleMillis())
                  && isPast(repliedLate, options.idleMillis());
        };
    if (stuck || (writes != 0 && isPast(writes, options.writeMillis()))) close();
  }

  private boolean isPast(long since, int millis) {
    return nanoTime.getAsLong() - since > TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /// Reads no more: what is there is answered, then it ends.
  void finish() {
    try {
      raw.shutdownInput();
    } catch (IOException gone) {
      // It ends by itself.
    }
  }

  /// Ends it at once.
  void close() {
    try {
      raw.close();
    } catch (IOException gone) {
      // The descriptor is free whatever it says.
    }
  }
}
