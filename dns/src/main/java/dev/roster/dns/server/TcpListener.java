package dev.roster.dns.server;

import dev.roster.dns.metrics.Counters;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.pipeline.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// DNS over TCP or TLS on one address (RFC 7766, RFC 7858): a virtual thread a connection, a few
/// responders that they share message by message.
final class TcpListener {
  /// Connections of one address, at most; beyond it new ones are closed at once.
  static final int CONNECTIONS_MAX = 4096;

  /// Connections of one client address, at most. A whole node may stand behind one address.
  static final int CONNECTIONS_PER_CLIENT_MAX = 2048;

  /// Connections that wait to be taken, at most.
  static final int BACKLOG_MAX = 1024;

  /// Milliseconds that closing waits for replies under way.
  static final long CLOSE_MILLIS_MAX = 2000;

  private static final long CHECK_MILLIS = 250;
  private static final System.Logger LOG = System.getLogger(TcpListener.class.getName());

  private final ServerSocket server;
  private final DnsRuntime runtime;
  private final Transport transport;
  private final Supplier<Served> served;
  private final BlockingQueue<Answerer> answerers;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ConnectionCounts<TcpConnection> connections =
      new ConnectionCounts<>(CONNECTIONS_MAX, CONNECTIONS_PER_CLIENT_MAX);
  private final Thread acceptor;
  private final Counters counters; // written by the accepting thread alone
  private Optional<TlsSockets> tls = Optional.empty(); // of the accepting thread

  private TcpListener(
      ServerSocket server,
      Transport transport,
      DnsRuntime runtime,
      Supplier<Served> served,
      BlockingQueue<Answerer> answerers) {
    this.server = server;
    this.transport = transport;
    this.served = served;
    this.runtime = runtime;
    this.answerers = answerers;
    this.counters = runtime.metrics().worker();
    this.acceptor = Thread.ofVirtual().name("dns-tcp-accept").unstarted(this::accept);
  }

  /// Binds and starts.
  ///
  /// @param answerers shared by all connections, message by message
  static TcpListener start(
      Listen listen, DnsRuntime runtime, Supplier<Served> served, BlockingQueue<Answerer> answerers)
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
    Transport transport = listen.transport() == Transport.UDP ? Transport.TCP : listen.transport();
    TcpListener listener = new TcpListener(server, transport, runtime, served, answerers);
    listener.acceptor.start();
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
        await(CHECK_MILLIS);
      } catch (RuntimeException bug) {
        counters.count(Event.PANIC);
        LOG.log(System.Logger.Level.ERROR, "a TCP connection could not be taken", bug);
      }
    }
  }

  private void take(Socket socket) throws IOException {
    ListenOptions options = served.get().options();
    TcpConnection connection =
        new TcpConnection(
            socket, transport, secure(options), options, answerers, runtime.nanoTime());
    if (!connections.add(connection, connection.client())) {
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
            connections.remove(connection);
          }
        });
  }

  /// Without a certificate `tls://` is plain TCP, as in CoreDNS.
  private Optional<TlsSockets> secure(ListenOptions options) {
    if (transport != Transport.TLS || options.tls().isEmpty()) return Optional.empty();
    TlsIdentity identity = options.tls().get();
    if (tls.isEmpty() || !tls.get().isFor(identity)) tls = Optional.of(TlsSockets.of(identity));
    return tls;
  }

  /// Closes connections whose client is waited for too long.
  private void check() {
    while (!await(CHECK_MILLIS)) {
      for (TcpConnection connection : connections.all()) connection.closeIfStuck();
    }
  }

  /// How many connections there are; for tests and metrics.
  int connectionCount() {
    return connections.size();
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
    connections.close();
    try {
      server.close();
    } catch (IOException ignored) {
      // The descriptor is free whatever it says.
    }
    for (TcpConnection connection : connections.all()) connection.finish();
    try {
      // The port is free once nobody is inside of accept().
      acceptor.join(CLOSE_MILLIS_MAX);
      connections.awaitEnd(runtime.nanoTime(), CLOSE_MILLIS_MAX);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
    for (TcpConnection connection : connections.all()) connection.close();
  }
}
