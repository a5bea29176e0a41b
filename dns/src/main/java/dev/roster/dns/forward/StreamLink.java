package dev.roster.dns.forward;

import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.dns.corefile.ForwardConfig.Keeping;
import dev.roster.dns.forward.Answers.Verdict;
import dev.roster.dns.host.Scheduler;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Asks over TCP or TLS: one question at a time on a connection, which is kept for the next one. A
/// kept connection that its server has closed meanwhile costs nothing but another one.
final class StreamLink implements Link {
  /// Connections to one server that wait for a question, at most.
  static final int IDLE_MAX = 256;

  /// Messages that are no answer before a connection is given up, at most.
  static final int STRAYS_MAX = 64;

  private final InetSocketAddress server;
  private final Dialer dialer;
  private final Keeping keeping;
  private final LongSupplier nanoTime;
  private final Scheduler scheduler;
  private final UpstreamNumbers numbers;
  private final Deque<Connection> idle = new ArrayDeque<>(); // guarded by idle; oldest first
  private Scheduler.Task cleaning = () -> {}; // guarded by idle
  private boolean closed; // guarded by idle

  /// Opens connections.
  interface Dialer {
    /// A connection that is ready for a question.
    Dialed dial(InetSocketAddress server, int millisMax) throws IOException;

    /// `tcp` or `tcp-tls`.
    String proto();
  }

  /// A connection.
  ///
  /// @param socket to talk over
  /// @param raw the TCP socket below, the same where there is none
  record Dialed(Socket socket, Socket raw) {}

  /// Plain TCP.
  record Tcp(Optional<InetAddress> source) implements Dialer {
    @Override
    public Dialed dial(InetSocketAddress server, int millisMax) throws IOException {
      Socket socket = new Socket();
      try {
        if (source.isPresent()) socket.bind(new InetSocketAddress(source.get(), 0));
        socket.setTcpNoDelay(true);
        socket.connect(server, millisMax);
        return new Dialed(socket, socket);
      } catch (IOException | RuntimeException failed) {
        socket.close();
        throw failed;
      }
    }

    @Override
    public String proto() {
      return "tcp";
    }
  }

  private record Connection(Dialed dialed, long createdNanos, long usedNanos) {}

  StreamLink(
      InetSocketAddress server,
      Dialer dialer,
      Keeping keeping,
      LongSupplier nanoTime,
      Scheduler scheduler,
      UpstreamNumbers numbers) {
    this.server = server;
    this.dialer = dialer;
    this.keeping = keeping;
    this.nanoTime = nanoTime;
    this.scheduler = scheduler;
    this.numbers = numbers;
  }

  @Override
  public String proto() {
    return dialer.proto();
  }

  @Override
  public Message ask(Message question, Duration within) throws IOException {
    long until = nanoTime.getAsLong() + within.toNanos();
    while (true) {
      Optional<Connection> kept = take();
      numbers.connection(proto(), kept.isPresent());
      Connection connection = kept.isPresent() ? kept.get() : open(until);
      InetSocketAddress local = local(connection.dialed().raw());
      try {
        return exchange(connection, question, until);
      } catch (NoAnswerException said) {
        throw said;
      } catch (SocketTimeoutException late) {
        throw Failures.read("tcp", local, server, late);
      } catch (IOException failed) {
        // The server had closed it: not its fault, the next one is asked.
        if (kept.isPresent() && nanoTime.getAsLong() - until < 0) continue;
        throw Failures.read("tcp", local, server, failed);
      }
    }
  }

  private Connection open(long until) throws IOException {
    try {
      Dialed dialed = dialer.dial(server, millisUntil(until));
      long now = nanoTime.getAsLong();
      return new Connection(dialed, now, now);
    } catch (IOException failed) {
      throw Failures.dial("tcp", server, failed);
    }
  }

  /// Where a connection comes from.
  static InetSocketAddress local(Socket socket) {
    return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
  }

  private Message exchange(Connection connection, Message question, long until) throws IOException {
    Socket socket = connection.dialed().socket();
    Socket raw = connection.dialed().raw();
    Duration left = Duration.ofMillis(millisUntil(until));
    boolean whole = false;
    try (Cutoff _ = Cutoff.after(left, raw, scheduler)) {
      byte[] wire = ReplyEncoder.bytes(question);
      byte[] framed = new byte[2 + wire.length];
      framed[0] = (byte) (wire.length >> 8);
      framed[1] = (byte) wire.length;
      System.arraycopy(wire, 0, framed, 2, wire.length);
      socket.getOutputStream().write(framed);
      for (int strays = 0; strays < STRAYS_MAX; strays++) {
        byte[] bytes = read(socket, until);
        switch (Answers.of(question, bytes, bytes.length)) {
          case Verdict.Right(Message answer) -> {
            whole = true;
            give(connection);
            return answer;
          }
          case Verdict.Unreadable(String why) -> throw NoAnswerException.unreadable(why);
          case Verdict.Beside _ -> throw NoAnswerException.beside();
          case Verdict.Stray _ -> {}
        }
      }
      throw new SocketTimeoutException("nothing but strays");
    } finally {
      if (!whole) close(connection);
    }
  }

  private byte[] read(Socket socket, long until) throws IOException {
    byte[] length = readFully(socket, 2, until);
    int bytes = ((length[0] & 0xff) << 8) | (length[1] & 0xff);
    if (bytes < Flags.HEADER_BYTES) throw new EOFException("a message of " + bytes + " bytes");
    return readFully(socket, bytes, until);
  }

  private byte[] readFully(Socket socket, int count, long until) throws IOException {
    byte[] bytes = new byte[count];
    InputStream in = socket.getInputStream();
    int at = 0;
    while (at < count) {
      socket.setSoTimeout(millisUntil(until));
      int read = in.read(bytes, at, count - at);
      if (read < 0) throw new EOFException("EOF");
      at += read;
    }
    return bytes;
  }

  private int millisUntil(long until) throws SocketTimeoutException {
    long left = TimeUnit.NANOSECONDS.toMillis(until - nanoTime.getAsLong());
    if (left <= 0) throw new SocketTimeoutException("i/o timeout");
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  /// The connection that has waited longest and is still good.
  private Optional<Connection> take() {
    synchronized (idle) {
      long now = nanoTime.getAsLong();
      while (!idle.isEmpty()) {
        Connection connection = idle.removeFirst();
        if (isGood(connection, now)) return Optional.of(connection);
        close(connection);
      }
      return Optional.empty();
    }
  }

  private boolean isGood(Connection connection, long now) {
    boolean old =
        keeping.ageMax().isPositive()
            && now - connection.createdNanos() > keeping.ageMax().toNanos();
    return !old && now - connection.usedNanos() <= keeping.expire().toNanos();
  }

  private void give(Connection connection) {
    int most = keeping.idleMax() == 0 ? IDLE_MAX : Math.min(keeping.idleMax(), IDLE_MAX);
    long now = nanoTime.getAsLong();
    synchronized (idle) {
      if (!closed && idle.size() < most) {
        if (idle.isEmpty()) cleaning = scheduler.schedule(keeping.expire(), this::clean);
        idle.addLast(new Connection(connection.dialed(), connection.createdNanos(), now));
        return;
      }
    }
    close(connection);
  }

  /// Closes what has waited too long.
  private void clean() {
    synchronized (idle) {
      long now = nanoTime.getAsLong();
      idle.removeIf(connection -> {
        boolean good = isGood(connection, now);
        if (!good) close(connection);
        return !good;
      });
      if (!closed && !idle.isEmpty()) cleaning = scheduler.schedule(keeping.expire(), this::clean);
    }
  }

  private static void close(Connection connection) {
    try {
      connection.dialed().raw().close();
    } catch (IOException gone) {
      // The descriptor is free whatever it says.
    }
  }

  @Override
  public void close() {
    synchronized (idle) {
      closed = true;
      cleaning.cancel();
      idle.forEach(StreamLink::close);
      idle.clear();
    }
  }
}
