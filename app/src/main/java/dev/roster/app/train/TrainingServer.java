package dev.roster.app.train;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.roster.app.train.MadeUpObjects.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// An API server on loopback that has [MadeUpObjects], and changes some of them once it is watched.
/// Nobody but the process that trains talks to it.
final class TrainingServer implements AutoCloseable {
  /// Changes that a watch of slices tells: each way is gone, none so often that the compilers take
  /// it for hot.
  static final int CHANGES = 50;

  private static final String ALIAS = "api";
  private static final int FOUND = 200;
  private static final int REFUSED = 422;
  private static final int PAGE = 600;

  private final HttpsServer server;
  private final String certificate;
  private final boolean streaming;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);

  private TrainingServer(HttpsServer server, String certificate, boolean streaming) {
    this.server = server;
    this.certificate = certificate;
    this.streaming = streaming;
  }

  /// Starts one.
  ///
  /// @param keys a PKCS #12 file with its key, as `api`
  /// @param streaming whether it knows streaming lists
  static TrainingServer start(Path keys, char[] password, boolean streaming)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, password);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, password);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpsServer server = HttpsServer.create(any, 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    String pem =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(store.getCertificate(ALIAS).getEncoded())
            + "\n-----END CERTIFICATE-----\n";
    TrainingServer training = new TrainingServer(server, pem, streaming);
    server.setExecutor(training.threads);
    server.createContext("/", training::answer);
    server.start();
    return training;
  }

  URI uri() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  /// As PEM.
  String certificate() {
    return certificate;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String query = exchange.getRequestURI().getQuery();
    Kind kind = Kind.ofPath(path);
    try (exchange) {
      boolean stream = query.contains("sendInitialEvents=true");
      exchange.getResponseHeaders().set("Content-Type", MadeUpObjects.TYPE);
      if (stream && !streaming) {
        byte[] body = MadeUpObjects.refusal(REFUSED);
        exchange.sendResponseHeaders(REFUSED, body.length);
        exchange.getResponseBody().write(body);
      } else if (query.contains("watch=true")) {
        watch(exchange, kind, stream);
      } else {
        list(exchange, kind, query);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static void list(HttpExchange exchange, Kind kind, String query) throws IOException {
    String continued = "continue=";
    int at = query.indexOf(continued);
    int from = at < 0 ? 0 : Integer.parseInt(query.substring(at + continued.length()));
    int to = Math.min(kind.count, from + PAGE);
    String next = to < kind.count ? Integer.toString(to) : "";
    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    exchange.sendResponseHeaders(FOUND, 0);
    try (OutputStream out = new GZIPOutputStream(exchange.getResponseBody())) {
      out.write(MadeUpObjects.page(kind, from, to, next));
    }
  }

  private void watch(HttpExchange exchange, Kind kind, boolean stream)
      throws IOException, InterruptedException {
    exchange.getResponseHeaders().set("Content-Type", MadeUpObjects.WATCH_TYPE);
    exchange.sendResponseHeaders(FOUND, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      Iterator<byte[]> frames = MadeUpObjects.frames(kind, stream, CHANGES);
      while (frames.hasNext()) {
        out.write(frames.next());
        out.flush();
      }
      closing.await();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
    threads.close();
  }
}
