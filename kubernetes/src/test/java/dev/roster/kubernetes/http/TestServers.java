package dev.roster.kubernetes.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// Two servers, with TLS and without, that give what their last part of the path says.
///
/// @param asked the headers of all requests
record TestServers(
    TestKeys serverKeys,
    TestKeys clientKeys,
    HttpsServer tls,
    HttpServer plain,
    ExecutorService threads,
    CountDownLatch ended,
    List<Headers> asked)
    implements AutoCloseable {
  /// What is given compressed.
  static final String COMPRESSED = "ten thousand names ".repeat(1_000);

  static TestServers start(Path folder) throws Exception {
    TestKeys serverKeys =
        TestKeys.make(folder, "EC", "server", "dns:localhost,ip:127.0.0.1,dns:api.test");
    TestKeys clientKeys = TestKeys.make(folder, "EC", "roster", "");
    SSLContext context = serverKeys.serving(clientKeys);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpsServer tls = HttpsServer.create(any, 0);
    tls.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = context.getDefaultSSLParameters();
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    TestServers servers =
        new TestServers(
            serverKeys,
            clientKeys,
            tls,
            HttpServer.create(any, 0),
            Executors.newVirtualThreadPerTaskExecutor(),
            new CountDownLatch(1),
            new CopyOnWriteArrayList<>());
    for (HttpServer server : List.of(servers.tls, servers.plain)) {
      server.createContext("/", servers::answer);
      server.setExecutor(servers.threads);
      server.start();
    }
    return servers;
  }

  int port(String scheme) {
    return (scheme.equals("https") ? tls : plain).getAddress().getPort();
  }

  ApiAccess access(String scheme, Credentials credentials) throws Exception {
    URI server = URI.create(scheme + "://127.0.0.1:" + port(scheme) + "/base");
    return new ApiAccess(server, serverKeys.certificate(), "", "", credentials, false, "", "");
  }

  static String text(Reply reply) throws IOException {
    try (ReplyBody body = ((Reply.Opened) reply).body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    ended.countDown();
    tls.stop(0);
    plain.stop(0);
    threads.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestHeaders());
    String path = exchange.getRequestURI().getPath();
    switch (path.substring(path.lastIndexOf('/') + 1)) {
      case "services" -> send(exchange, 200, "application/json", exchange.getRequestURI() + "");
      case "who" ->
          send(
              exchange,
              200,
              "text/plain",
              ((HttpsExchange) exchange).getSSLSession().getPeerPrincipal().getName());
      case "busy" -> {
        exchange.getResponseHeaders().set("Retry-After", "3");
        send(exchange, 429, "text/plain", "slow down");
      }
      case "gone" ->
          send(
              exchange,
              410,
              "application/json",
              "{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\",\"message\":\"too old\"}");
      case "moved" -> {
        exchange.getResponseHeaders().set("Location", "/services");
        send(exchange, 302, "text/plain", "");
      }
      case "unauthorized" -> {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=x");
        send(exchange, 401, "text/plain", "Unauthorized");
      }
      case "watch" -> {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
          out.write('x');
          out.flush();
          ended.await(50, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
          Thread.currentThread().interrupt();
        }
      }
      case "compressed" -> compressed(exchange, gzip(COMPRESSED));
      case "cut" -> {
        byte[] all = gzip(COMPRESSED);
        compressed(exchange, Arrays.copyOf(all, all.length / 2));
      }
      case "uncompressed" -> compressed(exchange, COMPRESSED.getBytes(StandardCharsets.UTF_8));
      default -> send(exchange, 404, "text/plain", "404 page not found\n");
    }
  }

  private static void send(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
    if (body.length > 0) exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static void compressed(HttpExchange exchange, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
