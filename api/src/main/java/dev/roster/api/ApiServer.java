package dev.roster.api;

import dev.roster.engine.store.Verbs;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The embedded API server on a unix socket: HTTP/1.1 with Kubernetes' paths and JSON. Who may open
/// the socket may do everything; its folder is the owner's alone.
///
/// One event loop reads and writes; each request is handled on a virtual thread of its own.
public final class ApiServer implements AutoCloseable {
  /// Connections at one time, at most; one beyond is closed at once.
  public static final int CONNECTIONS_MAX = 512;

  /// Bytes of a request's body, at most (Kubernetes: 3 MiB); then 413.
  public static final int BODY_BYTES_MAX = 3 << 20;

  /// Bytes of a request line, at most.
  public static final int REQUEST_LINE_BYTES_MAX = 8_192;

  /// Bytes of all request headers, at most.
  public static final int HEADERS_BYTES_MAX = 16_384;

  /// How long starting and stopping may take.
  static final int START_SECONDS_MAX = 30;

  private static final System.Logger LOG = System.getLogger(ApiServer.class.getName());

  private final Vertx vertx;
  private final ApiConfig config;
  private final Path socket;
  private final ExecutorService threads;
  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();

  private ApiServer(Vertx vertx, ApiConfig config, Path socket, ExecutorService threads) {
    this.vertx = vertx;
    this.config = config;
    this.socket = socket;
    this.threads = threads;
  }

  /// Listens; returns when clients can connect.
  ///
  /// @param clock of ages in tables and of watch timeouts
  /// @throws IOException if the data folder or the socket can't be used; the message is for a
  ///   person
  public static ApiServer start(ApiConfig config, Verbs verbs, PodLogs podLogs, InstantSource clock)
      throws IOException {
    Path socket = ApiSocket.prepare(config);
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
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("api-", 0).factory());
    ApiServer server = new ApiServer(vertx, config, socket, threads);
    try {
      server.listen(new Exchange.Factory(new ApiHandler(verbs, podLogs, clock), threads));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      return server;
    } catch (IOException failed) {
      server.close();
      throw failed;
    }
  }

  /// Where it listens.
  public Path socket() {
    return socket;
  }

  /// Ends all connections and watches, and removes the socket.
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_SECONDS_MAX, TimeUnit.SECONDS);
      ApiSocket.release(config, socket);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | IOException failed) {
      LOG.log(System.Logger.Level.WARNING, "the API did not close cleanly: {0}", failed.toString());
    }
  }

  private void listen(Exchange.Factory exchanges) throws IOException {
    HttpServer http =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setMaxInitialLineLength(REQUEST_LINE_BYTES_MAX)
                    .setMaxHeaderSize(HEADERS_BYTES_MAX)
                    .setHttp2ClearTextEnabled(false)
                    .setCompressionSupported(false))
            .connectionHandler(this::connected)
            .invalidRequestHandler(Exchange::invalid)
            .requestHandler(exchanges::begin);
    try {
      http.listen(SocketAddress.domainSocketAddress(socket.toString()))
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while opening " + socket, interrupted);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IOException("can't listen on " + socket + ": " + failed.getMessage(), failed);
    }
  }

  /// Runs on the event loop.
  private void connected(HttpConnection connection) {
    if (connections.size() >= CONNECTIONS_MAX) {
      connection.close();
      return;
    }
    connections.add(connection);
    connection.closeHandler(_ -> connections.remove(connection));
  }
}
