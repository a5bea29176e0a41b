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

/// DNS over TLS on one address (RFC 7858): a virtual thread a connection, a few responders that
/// they share message by message.
final class TlsListener {
  private static final long CHECK_MILLIS = 250;
  private final ServerSocket server;
  private final DnsRuntime runtime;
  private final Supplier<Served> served;
  private final BlockingQueue<Answerer> answerers;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ConnectionCounts<TlsConnection> connections = TcpWorkers.connectionCounts();
  private final Thread acceptor;
  private final Counters counters; // written by the accepting thread alone
  private Optional<TlsSockets> tls = Optional.empty(); // of the accepting thread

  private TlsListener(
      ServerSocket server,
      DnsRuntime runtime,
      Supplier<Served> served,
      BlockingQueue<Answerer> answerers) {
    this.server = server;
    this.served = served;
    this.runtime = runtime;
    this.answerers = answerers;
    this.counters = runtime.metrics().worker();
    this.acceptor = Thread.ofVirtual().name("dns-tls-accept").unstarted(this::accept);
  }

  /// Binds and starts.
  ///
  /// @param answerers shared by all connections, message by message
  static TlsListener start(
      Listen listen, DnsRuntime runtime, Supplier<Served> served, BlockingQueue<Answerer> answerers)
      throws IOException {
    ServerSocket server = new ServerSocket();
    try {
      server.bind(
          listen.host().isEmpty()
              ? new InetSocketAddress(listen.port())
              : new InetSocketAddress(InetAddress.ofLiteral(listen.host()), listen.port()),
          TcpWorkers.BACKLOG_MAX);
    } catch (IOException failed) {
      server.close();
      throw failed;
    }
    TlsListener listener = new TlsListener(server, runtime, served, answerers);
    listener.acceptor.start();
    Thread.ofVirtual().name("dns-tls-check").start(listener::check);
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
        System.getLogger(TlsListener.class.getName())
            .log(System.Logger.Level.ERROR, "a TLS connection could not be taken", bug);
      }
    }
  }

  private void take(Socket socket) throws IOException {
    ListenOptions options = served.get().options();
    TlsConnection connection =
        new TlsConnection(
            socket, Transport.TLS, secure(options), options, answerers, runtime.nanoTime());
    if (!connections.add(connection, connection.client())) {
      counters.count(Event.CONNECTION_REFUSED);
      socket.close();
      return;
    }
    Thread.ofVirtual()
        .name("dns-tls")
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
    if (options.tls().isEmpty()) return Optional.empty();
    TlsIdentity identity = options.tls().get();
    if (tls.isEmpty() || !tls.get().isFor(identity)) tls = Optional.of(TlsSockets.of(identity));
    return tls;
  }

  /// Closes connections whose client is waited for too long.
  private void check() {
    while (!await(CHECK_MILLIS)) {
      for (TlsConnection connection : connections.all()) connection.closeIfStuck();
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
    for (TlsConnection connection : connections.all()) connection.finish();
    try {
      // The port is free once nobody is inside of accept().
      acceptor.join(TcpWorkers.CLOSE_MILLIS_MAX);
      connections.awaitEnd(runtime.nanoTime(), TcpWorkers.CLOSE_MILLIS_MAX);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
    for (TlsConnection connection : connections.all()) connection.close();
  }
}
