package dev.roster.dns.server;

import dev.roster.dns.metrics.Counters;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// DNS over TCP on one address (RFC 7766): a virtual thread a connection, a few responders that
/// they share message by message.
final class TcpListener {
  /// Connections of one address, at most; beyond it new ones are closed at once.
  static final int CONNECTIONS_MAX = 4096;

  /// Connections of one client address, at most. A whole node may stand behind one address.
  static final int CONNECTIONS_PER_CLIENT_MAX = 2048;

  /// Connections that wait to be taken, at most.
  static final int BACKLOG_MAX = 1024;

  /// Milliseconds that closing waits for replies under way.
  static final long CLOSE_MILLIS_MAX = 2000;

  /// Milliseconds after which a connection that does not take its reply is closed.
  static final long WRITE_MILLIS_MAX = 5000;

  private static final long CHECK_MILLIS = 1000;
  private static final System.Logger LOG = System.getLogger(TcpListener.class.getName());

  private final ServerSocket server;
  private final DnsRuntime runtime;
  private final BlockingQueue<Answerer> answerers;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Set<TcpConnection> connections = new HashSet<>(); // guarded by connections
  private final Map<InetAddress, Integer> clients = new HashMap<>(); // guarded by connections
  private final Counters counters; // written by the accepting thread alone

  private TcpListener(
      ServerSocket server, DnsRuntime runtime, Supplier<Site> site, int share, WaitingRoom room) {
    this.server = server;
    this.runtime = runtime;
    this.answerers = new ArrayBlockingQueue<>(share);
    this.counters = runtime.metrics().worker();
    for (int i = 0; i < share; i++) {
      Responder responder =
          Responder.ofWorker(
              runtime.seed(0),
              runtime.seed(-2 - i - server.getLocalPort() * share),
              runtime.nanoTime(),
              runtime.metrics().worker());
      answerers.add(new Answerer(responder, site, runtime.catalog(), room));
    }
  }

  /// Binds and starts.
  ///
  /// @param share how many messages are answered at once
  static TcpListener start(
      Listen listen, DnsRuntime runtime, Supplier<Site> site, int share, WaitingRoom room)
      throws IOException {
    ServerSocket server = new ServerSocket();
    try {
      server.bind(
          listen.host().isEmpty()
              ? new InetSocketAddress(listen.port())
              : new InetSocketAddress(InetAddress.ofLiteral(listen.host()), listen.port()),
          BACKLOG_MAX);
    } catch (IOException failed) {
      server.close();
      throw failed;
    }
    TcpListener listener = new TcpListener(server, runtime, site, share, room);
    Thread.ofVirtual().name("dns-tcp-accept").start(listener::accept);
    Thread.ofVirtual().name("dns-tcp-check").start(listener::check);
    return listener;
  }

  /// The port that it is bound to.
  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!isClosed()) {
      try {
        take(server.accept());
      } catch (IOException failed) {
        if (isClosed() || server.isClosed()) return;
        // Out of descriptors, or a client that was gone already: the next one may do.
        counters.count(Event.CONNECTION_REFUSED);
        await(CHECK_MILLIS / 10);
      } catch (RuntimeException bug) {
        counters.count(Event.PANIC);
        LOG.log(System.Logger.Level.ERROR, "a TCP connection could not be taken", bug);
      }
    }
  }

  private void take(Socket socket) throws IOException {
    TcpConnection connection = new TcpConnection(socket, answerers, runtime.nanoTime());
    if (!add(connection)) {
      counters.count(Event.CONNECTION_REFUSED);
      socket.close();
      return;
    }
    Thread.ofVirtual()
        .name("dns-tcp")
        .start(() -> {
          try {
            connection.serve();
          } finally {
            remove(connection);
          }
        });
  }

  private boolean add(TcpConnection connection) {
    synchronized (connections) {
      int ofClient = clients.getOrDefault(connection.client(), 0);
      if (isClosed()
          || connections.size() >= CONNECTIONS_MAX
          || ofClient >= CONNECTIONS_PER_CLIENT_MAX) {
        return false;
      }
      connections.add(connection);
      clients.put(connection.client(), ofClient + 1);
      return true;
    }
  }

  private void remove(TcpConnection connection) {
    synchronized (connections) {
      if (!connections.remove(connection)) return;
      clients.computeIfPresent(connection.client(), (_, count) -> count == 1 ? null : count - 1);
      connections.notifyAll();
    }
  }

  /// Closes connections whose client does not read.
  private void check() {
    while (!await(CHECK_MILLIS)) {
      for (TcpConnection connection : all()) connection.closeIfStuck(WRITE_MILLIS_MAX);
    }
  }

  private List<TcpConnection> all() {
    synchronized (connections) {
      return List.copyOf(connections);
    }
  }

  /// How many connections there are; for tests and metrics.
  int connectionCount() {
    synchronized (connections) {
      return connections.size();
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /// Returns whether it is closed.
  private boolean await(long millis) {
    try {
      return closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /// Takes no more; what was read is answered first, within a bound.
  void close() {
    closed.countDown();
    try {
      server.close();
    } catch (IOException ignored) {
      // The descriptor is free whatever it says.
    }
    for (TcpConnection connection : all()) connection.finish();
    long until = runtime.nanoTime().getAsLong() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS_MAX);
    synchronized (connections) {
      try {
        while (!connections.isEmpty()) {
          long left = until - runtime.nanoTime().getAsLong();
          if (left <= 0) break;
          connections.wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        }
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
      }
    }
    for (TcpConnection connection : all()) connection.close();
  }
}
