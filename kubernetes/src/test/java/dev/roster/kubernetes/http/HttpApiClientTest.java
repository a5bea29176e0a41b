package dev.roster.kubernetes.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.roster.kubernetes.decode.ApiStatus;
import dev.roster.kubernetes.decode.Encoding;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests to real servers, with TLS and without.
@Timeout(60)
class HttpApiClientTest {
  private static final Duration TEN = Duration.ofSeconds(10);
  private static final Credentials NONE = new Credentials.None();

  @TempDir static Path folder;

  private static TestKeys serverKeys;
  private static TestKeys clientKeys;
  private static HttpsServer tls;
  private static HttpServer plain;
  private static final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private static final CountDownLatch ended = new CountDownLatch(1);
  private static final List<Headers> asked = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    serverKeys = TestKeys.make(folder, "EC", "server", "dns:localhost,ip:127.0.0.1,dns:api.test");
    clientKeys = TestKeys.make(folder, "EC", "roster", "");
    SSLContext context = serverKeys.serving(clientKeys);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    tls = HttpsServer.create(any, 0);
    tls.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = context.getDefaultSSLParameters();
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    plain = HttpServer.create(any, 0);
    for (HttpServer server : List.of(tls, plain)) {
      server.createContext("/", HttpApiClientTest::answer);
      server.setExecutor(threads);
      server.start();
    }
  }

  @AfterAll
  static void stop() {
    ended.countDown();
    tls.stop(0);
    plain.stop(0);
    threads.close();
  }

  private static void answer(HttpExchange exchange) throws IOException {
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

  private static ApiAccess access(String scheme, Credentials credentials) throws Exception {
    int port = (scheme.equals("https") ? tls : plain).getAddress().getPort();
    URI server = URI.create(scheme + "://127.0.0.1:" + port + "/base");
    return new ApiAccess(server, serverKeys.certificate(), "", "", credentials, false, "", "");
  }

  private static ApiClient client(ApiAccess access) throws BadAccessException {
    return HttpApiClient.of(access, "1.2", Map.of());
  }

  private static Reply get(ApiAccess access, String path) throws BadAccessException {
    return client(access).get(path, TEN);
  }

  private static String text(Reply reply) throws IOException {
    try (ReplyBody body = ((Reply.Opened) reply).body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "http"})
  void anAnswerIsOpened(String scheme) throws Exception {
    AtomicInteger tokens = new AtomicInteger();
    ApiAccess access = access(scheme, NONE);
    AccessSource source =
        changing(() -> access.with(new Credentials.Token("t" + tokens.incrementAndGet())), _ -> {});
    ApiClient client = HttpApiClient.of(source, "1.2", Map.of());
    asked.clear();
    Reply reply = client.get("/services?limit=500&continue=a%3D", TEN);
    assertThat(((Reply.Opened) reply).contentType()).isEqualTo("application/json");
    assertThat(text(reply)).isEqualTo("/base/services?limit=500&continue=a%3D");
    assertThat(text(client.get("/services", TEN))).isEqualTo("/base/services");
    Headers first = asked.getFirst();
    assertThat(first.getFirst("Accept")).isEqualTo(Encoding.ACCEPT);
    assertThat(first.getFirst("User-agent")).isEqualTo("roster/1.2");
    assertThat(first.getFirst("Authorization")).isEqualTo("Bearer t1");
    assertThat(asked.get(1).getFirst("Authorization")).isEqualTo("Bearer t2");
    assertThat(first).doesNotContainKeys("Accept-encoding", "Cookie");
  }

  private static AccessSource changing(Supplier<ApiAccess> now, Consumer<ApiAccess> refused) {
    return new AccessSource() {
      @Override
      public ApiAccess access() {
        return now.get();
      }

      @Override
      public void refused(ApiAccess used) {
        refused.accept(used);
      }
    };
  }

  @Test
  void whatIsRefusedIsToldToItsSource() throws Exception {
    AtomicReference<ApiAccess> now = new AtomicReference<>(access("https", NONE));
    List<ApiAccess> refused = new CopyOnWriteArrayList<>();
    ApiClient client = HttpApiClient.of(changing(now::get, refused::add), "1", Map.of());
    assertThat(client.get("/unauthorized", TEN)).isInstanceOf(Reply.Refused.class);
    assertThat(refused).containsExactly(now.get());
    assertThat(client.get("/gone", TEN)).isInstanceOf(Reply.Refused.class);
    assertThat(refused).hasSize(1);

    ApiAccess a = now.get();
    ApiAccess stranger =
        new ApiAccess(a.server(), clientKeys.certificate(), "", "", NONE, false, "", "");
    now.set(stranger);
    assertThat(client.get("/services", TEN)).isInstanceOf(Reply.Unreachable.class);
    assertThat(refused).containsExactly(a, stranger);

    now.set(new ApiAccess(a.server(), "garbage", "", "", NONE, false, "", ""));
    assertThat(client.get("/services", TEN).toString()).contains("has no CERTIFICATE");
    now.set(a);
    assertThat(text(client.get("/services", TEN))).isEqualTo("/base/services");
  }

  @Test
  void anotherClientCertificateIsShownFromTheNextRequestOn() throws Exception {
    ApiAccess a = access("https", NONE);
    AtomicReference<ApiAccess> now = new AtomicReference<>(a);
    ApiClient client = HttpApiClient.of(changing(now::get, _ -> {}), "1", Map.of());
    assertThat(client.get("/who", TEN)).isInstanceOf(Reply.Unreachable.class); // it has no name
    String certificate = clientKeys.certificate();
    now.set(
        new ApiAccess(
            a.server(), a.authorities(), certificate, clientKeys.keyPem(), NONE, false, "", ""));
    assertThat(text(client.get("/who", TEN))).isEqualTo("CN=roster");
  }

  @Test
  void whereNothingIsKnownNobodyIsAsked() {
    AccessSource none =
        new AccessSource() {
          @Override
          public ApiAccess access() throws IOException {
            throw new IOException("the plugin is asleep");
          }

          @Override
          public void refused(ApiAccess used) {
            throw new IllegalStateException();
          }
        };
    assertThat(HttpApiClient.of(none, "1", Map.of()).get("/services", TEN))
        .isEqualTo(new Reply.Unreachable("the plugin is asleep"));
  }

  @Test
  void anotherCodeIsRefused() throws Exception {
    ApiAccess access = access("https", new Credentials.Basic("joe", "geheim"));
    asked.clear();
    assertThat(get(access, "/busy")).isEqualTo(refused(429, "", "slow down", OptionalInt.of(3)));
    assertThat(asked.getFirst().getFirst("Authorization")).isEqualTo("Basic am9lOmdlaGVpbQ==");
    assertThat(access.toString() + access.credentials()).doesNotContain("geheim");
    assertThat(get(access, "/gone"))
        .isEqualTo(refused(410, "Expired", "too old", OptionalInt.empty()));
    assertThat(get(access, "/moved")).isEqualTo(refused(302, "", "", OptionalInt.empty()));
    assertThat(get(access, "/unauthorized"))
        .isEqualTo(refused(401, "", "Unauthorized", OptionalInt.empty()));
    assertThat(get(access, "/x"))
        .isEqualTo(refused(404, "", "404 page not found", OptionalInt.empty()));
  }

  private static Reply refused(int code, String reason, String message, OptionalInt retry) {
    return new Reply.Refused(new ApiStatus(code, reason, message, retry));
  }

  @Test
  void theServerHasToProveItsName() throws Exception {
    ApiAccess good = access("https", NONE);
    String others = clientKeys.certificate();
    ApiAccess stranger = with(good, others, false, "");
    assertThat(get(stranger, "/services").toString()).contains("Unreachable", "TLS: ", "127.0.0.1");
    assertThat(get(with(good, others, true, ""), "/services")).isInstanceOf(Reply.Opened.class);
    ApiAccess named = with(good, good.authorities(), false, "api.test");
    assertThat(get(named, "/services")).isInstanceOf(Reply.Opened.class);
    ApiAccess misnamed = with(good, good.authorities(), false, "api.example");
    assertThat(get(misnamed, "/services").toString()).contains("TLS: ", "api.example");
    assertThat(get(with(good, others, true, "api.example"), "/services"))
        .isInstanceOf(Reply.Opened.class);
  }

  private static ApiAccess with(ApiAccess a, String authorities, boolean insecure, String name) {
    return new ApiAccess(
        a.server(), authorities, a.certificate(), a.key(), a.credentials(), insecure, name, "");
  }

  @Test
  void aClientCertificateIsShown() throws Exception {
    ApiAccess a = access("https", NONE);
    ApiAccess access =
        new ApiAccess(
            a.server(),
            a.authorities(),
            clientKeys.certificate(),
            clientKeys.keyPem(),
            NONE,
            false,
            "",
            "");
    assertThat(text(get(access, "/who"))).isEqualTo("CN=roster");
  }

  @Test
  void whatCantWorkIsSaidAtOnce() throws Exception {
    ApiAccess good = access("https", NONE);
    assertThatThrownBy(() -> client(with(good, "nothing", false, "")))
        .isInstanceOf(BadAccessException.class)
        .hasMessage("certificate authority: has no CERTIFICATE");
    ApiAccess noScheme = new ApiAccess(URI.create("10.0.0.1"), "", "", "", NONE, false, "", "");
    assertThatThrownBy(() -> client(noScheme)).hasMessageContaining("is no http(s) URL");
  }

  @Test
  void aServerThatIsNotThereIsUnreachable() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    ApiAccess access = at("https", port);
    assertThat(get(access, "/services").toString()).contains("127.0.0.1:" + port, "refused");
  }

  private static ApiAccess at(String scheme, int port) {
    URI server = URI.create(scheme + "://127.0.0.1:" + port);
    return new ApiAccess(server, "", "", "", NONE, true, "", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "http"})
  void aServerThatSaysNothingIsUnreachable(String scheme) throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ApiClient client =
          HttpApiClient.of(
              at(scheme, silent.getLocalPort()), "1", Map.of(), Duration.ofMillis(300));
      assertThat(client.get("/", Duration.ofMillis(300)).toString()).contains("no answer within");
    }
  }

  @Test
  void aServerThatTakesNoConnectionIsNotWaitedForLong() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket _ = new Socket(full.getInetAddress(), full.getLocalPort());
        Socket _ = new Socket(full.getInetAddress(), full.getLocalPort())) {
      assertThat(get(at("https", full.getLocalPort()), "/").toString())
          .contains("no connection within 1200 ms");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage\r\n\r\n", "HTTP/1.1 200\u0000", ""})
  void whatIsNoHttpIsUnreachable(String answer) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      threads.execute(() -> say(server, answer));
      Reply reply = get(at("http", server.getLocalPort()), "/services");
      boolean cut = reply instanceof Reply.Opened opened && text(opened).isEmpty();
      assertThat(cut || reply instanceof Reply.Unreachable).as(reply.toString()).isTrue();
    }
  }

  private static void say(ServerSocket server, String answer) {
    while (!server.isClosed()) { // the runtime may try once more
      try (Socket socket = server.accept()) {
        socket.getInputStream().read(new byte[1024]);
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
      } catch (IOException done) {
        // The next one, or none.
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "http"})
  void aReadThatWaitsEndsWhenTheBodyIsClosed(String scheme) throws Exception {
    Reply reply = client(access(scheme, NONE)).get("/watch", Duration.ZERO);
    ReplyBody body = ((Reply.Opened) reply).body();
    assertThat(body.read()).isEqualTo('x');
    CompletableFuture<String> end = new CompletableFuture<>();
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                end.complete("read " + body.read());
              } catch (IOException closed) {
                end.complete("closed, interrupted " + Thread.currentThread().isInterrupted());
              }
            });
    await().until(() -> reader.getState() == Thread.State.WAITING);
    body.close();
    assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo("closed, interrupted false");
    assertThatThrownBy(body::read).isInstanceOf(IOException.class);
    body.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "http"})
  void aBodyThatFallsSilentFails(String scheme) throws Exception {
    Duration half = Duration.ofMillis(500);
    ApiClient client = HttpApiClient.of(access(scheme, NONE), "1", Map.of(), half);
    Reply reply = client.get("/watch", half);
    try (ReplyBody body = ((Reply.Opened) reply).body()) {
      assertThat(body.read()).isEqualTo('x');
      assertThatThrownBy(body::read).isInstanceOf(IOException.class);
    }
  }

  @Test
  void theOtherSideIsAskedWhetherItIsThere() throws Exception {
    KeptSocket kept = new KeptSocket(serverKeys.serving(clientKeys).getSocketFactory(), "");
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
        Socket _ = kept.createSocket(socket, "localhost", 1, true)) {
      assertThat(socket.getKeepAlive()).isTrue();
      assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(3);
      assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL)).isEqualTo(1);
      assertThat(socket.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT)).isEqualTo(4);
      kept.close();
      assertThat(socket.isClosed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "joe:ge%3Aheim@"})
  void aProxyTunnels(String who) throws Exception {
    String wanted = who.isEmpty() ? "" : "Basic am9lOmdlOmhlaW0=";
    try (TunnelProxy proxy = new TunnelProxy(wanted)) {
      ApiAccess a = access("https", NONE);
      String url = "http://" + who + "127.0.0.1:" + proxy.port();
      ApiAccess access = new ApiAccess(a.server(), a.authorities(), "", "", NONE, false, "", url);
      Reply reply = get(access, "/services");
      assertThat(reply).as(reply.toString()).isInstanceOf(Reply.Opened.class);
      assertThat(text(reply)).isEqualTo("/base/services");
      String target = "127.0.0.1:" + tls.getAddress().getPort();
      assertThat(proxy.tunnelled()).contains("CONNECT " + target + " HTTP/1.1");
    }
  }
}
