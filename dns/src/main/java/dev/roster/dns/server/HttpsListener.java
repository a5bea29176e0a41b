package dev.roster.dns.server;

import dev.roster.dns.host.Reasons;
import dev.roster.dns.metrics.Counters;
import dev.roster.dns.metrics.Counters.Event;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// DNS over HTTPS on one address (RFC 8484): HTTP/2 and HTTP/1.1 over TLS; without a certificate
/// HTTP/1.1 in plain, as CoreDNS. One event loop reads and writes, and each question is answered on
/// a virtual thread of its own.
final class HttpsListener {
  /// Questions of one HTTP/2 connection at a time.
  static final int STREAMS_MAX = 128;

  /// Bytes of a request line, and of all request headers.
  static final int HEAD_BYTES_MAX = 16_384;

  /// How long starting and stopping may take.
  static final int START_SECONDS_MAX = 30;

  private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");
  private final Vertx vertx;
  private final HttpServer server;
  private final Supplier<Served> served;
  private final Counters counters; // of the event loop
  private final Set<HttpConnection> connections = new HashSet<>(); // of the event loop
  private volatile int port;

  private HttpsListener(Vertx vertx, DnsRuntime runtime, Supplier<Served> served) {
    this.vertx = vertx;
    this.served = served;
    this.counters = runtime.metrics().worker();
    this.server = vertx.createHttpServer(options(served.get().options()));
  }

  /// Binds and starts.
  ///
  /// @param answerers shared by all requests
  /// @throws IOException if it can't be listened on; then nothing runs
  static HttpsListener start(
      Listen listen, DnsRuntime runtime, Supplier<Served> served, BlockingQueue<Answerer> answerers)
      throws IOException {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setPreferNativeTransport(false)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    HttpsListener listener = new HttpsListener(vertx, runtime, served);
    try {
      listener.listen(listen, new HttpsExchange.Factory(vertx, served, answerers));
      return listener;
    } catch (IOException failed) {
      listener.close();
      throw failed;
    }
  }

  private void listen(Listen listen, HttpsExchange.Factory exchanges) throws IOException {
    InetSocketAddress address =
        listen.host().isEmpty()
            ? new InetSocketAddress(listen.port())
            : new InetSocketAddress(InetAddress.ofLiteral(listen.host()), listen.port());
    server
        .connectionHandler(this::connected)
        .invalidRequestHandler(HttpsListener::invalid)
        .requestHandler(exchanges::begin);
    await(server.listen(SocketAddress.inetSocketAddress(address)));
    port = server.actualPort();
  }

  private static HttpServerOptions options(ListenOptions how) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setMaxInitialLineLength(HEAD_BYTES_MAX)
            .setMaxHeaderSize(HEAD_BYTES_MAX)
            .setIdleTimeout(how.idleMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setInitialSettings(
                new Http2Settings()
                    .setMaxConcurrentStreams(STREAMS_MAX)
                    .setMaxHeaderListSize(HEAD_BYTES_MAX))
            .setHttp2ClearTextEnabled(false)
            .setCompressionSupported(false)
            .setAcceptBacklog(TcpWorkers.BACKLOG_MAX);
    how.tls()
        .ifPresent(identity ->
            options
                .setSsl(true)
                .setUseAlpn(true)
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setSslHandshakeTimeout(how.readMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeyCertOptions(KeyCertOptions.wrap(identity.keys()))
                .setTrustOptions(TrustOptions.wrap(identity.trust()))
                .setClientAuth(clientAuth(identity)));
    return options;
  }

  private static ClientAuth clientAuth(TlsIdentity identity) {
    if (identity.needs()) return ClientAuth.REQUIRED;
    return identity.asks() ? ClientAuth.REQUEST : ClientAuth.NONE;
  }

  /// Shows another certificate to connections that begin from now on; whether there is TLS at all
  /// is settled when the address is opened.
  void identify(TlsIdentity identity) {
    server.updateSSLOptions(
        new ServerSSLOptions()
            .setUseAlpn(true)
            .setEnabledSecureTransportProtocols(PROTOCOLS)
            .setKeyCertOptions(KeyCertOptions.wrap(identity.keys()))
            .setTrustOptions(TrustOptions.wrap(identity.trust()))
            .setClientAuth(clientAuth(identity)));
  }

  /// The port that it is bound to.
  int port() {
    return port;
  }

  /// Runs on the event loop.
  private void connected(HttpConnection connection) {
    if (connections.size() >= served.get().options().httpsConnectionsMax()) {
      counters.count(Event.CONNECTION_REFUSED);
      connection.close();
      return;
    }
    connections.add(connection);
    connection.closeHandler(_ -> connections.remove(connection));
  }

  private static void invalid(HttpServerRequest request) {
    request.response().setStatusCode(400).end();
    request.connection().close();
  }

  /// Ends all connections.
  void close() {
    try {
      await(vertx.close());
    } catch (IOException failed) {
      System.getLogger(HttpsListener.class.getName())
          .log(System.Logger.Level.WARNING, "https did not close cleanly: {0}", Reasons.of(failed));
    }
  }

  private static void await(Future<?> future) throws IOException {
    try {
      future.toCompletionStage().toCompletableFuture().get(START_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      throw new IOException(Reasons.of(cause), failed);
    } catch (TimeoutException failed) {
      throw new IOException("no answer within " + START_SECONDS_MAX + " s", failed);
    }
  }
}
