package dev.roster.kubernetes.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import dev.roster.kubernetes.decode.ApiStatus;
import dev.roster.kubernetes.decode.Encoding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

  private static TestServers servers;

  @BeforeAll
  static void start() throws Exception {
    servers = TestServers.start(folder);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  private static ApiAccess access(String scheme, Credentials credentials) throws Exception {
    return servers.access(scheme, credentials);
  }

  private static ApiClient client(ApiAccess access) throws BadAccessException {
    return HttpApiClient.of(access, "1.2", Map.of());
  }

  private static Reply get(ApiAccess access, String path) throws BadAccessException {
    return client(access).get(path, TEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "http"})
  void anAnswerIsOpened(String scheme) throws Exception {
    AtomicInteger tokens = new AtomicInteger();
    ApiAccess access = access(scheme, NONE);
    AccessSource source =
        changing(() -> access.with(new Credentials.Token("t" + tokens.incrementAndGet())), _ -> {});
    ApiClient client = HttpApiClient.of(source, "1.2", Map.of());
    servers.asked().clear();
    Reply reply = client.get("/services?limit=500&continue=a%3D", TEN);
    assertThat(((Reply.Opened) reply).contentType()).isEqualTo("application/json");
    assertThat(TestServers.text(reply)).isEqualTo("/base/services?limit=500&continue=a%3D");
    assertThat(TestServers.text(client.get("/services", TEN))).isEqualTo("/base/services");
    Headers first = servers.asked().getFirst();
    assertThat(first.getFirst("Accept")).isEqualTo(Encoding.ACCEPT);
    assertThat(first.getFirst("Accept-encoding")).isEqualTo("gzip");
    assertThat(first.getFirst("User-agent")).isEqualTo("roster/1.2");
    assertThat(first.getFirst("Authorization")).isEqualTo("Bearer t1");
    assertThat(servers.asked().get(1).getFirst("Authorization")).isEqualTo("Bearer t2");
    assertThat(first).doesNotContainKey("Cookie");
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
        new ApiAccess(a.server(), servers.clientKeys().certificate(), "", "", NONE, false, "", "");
    now.set(stranger);
    assertThat(client.get("/services", TEN)).isInstanceOf(Reply.Unreachable.class);
    assertThat(refused).containsExactly(a, stranger);

    now.set(new ApiAccess(a.server(), "garbage", "", "", NONE, false, "", ""));
    assertThat(client.get("/services", TEN).toString()).contains("has no CERTIFICATE");
    now.set(a);
    assertThat(TestServers.text(client.get("/services", TEN))).isEqualTo("/base/services");
  }

  @Test
  void anotherClientCertificateIsShownFromTheNextRequestOn() throws Exception {
    ApiAccess a = access("https", NONE);
    AtomicReference<ApiAccess> now = new AtomicReference<>(a);
    ApiClient client = HttpApiClient.of(changing(now::get, _ -> {}), "1", Map.of());
    assertThat(client.get("/who", TEN)).isInstanceOf(Reply.Unreachable.class); // it has no name
    String certificate = servers.clientKeys().certificate();
    now.set(
        new ApiAccess(
            a.server(),
            a.authorities(),
            certificate,
            servers.clientKeys().keyPem(),
            NONE,
            false,
            "",
            ""));
    assertThat(TestServers.text(client.get("/who", TEN))).isEqualTo("CN=roster");
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
    servers.asked().clear();
    assertThat(get(access, "/busy")).isEqualTo(refused(429, "", "slow down", OptionalInt.of(3)));
    assertThat(servers.asked().getFirst().getFirst("Authorization"))
        .isEqualTo("Basic am9lOmdlaGVpbQ==");
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
    String others = servers.clientKeys().certificate();
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
            servers.clientKeys().certificate(),
            servers.clientKeys().keyPem(),
            NONE,
            false,
            "",
            "");
    assertThat(TestServers.text(get(access, "/who"))).isEqualTo("CN=roster");
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
  void theOtherSideIsAskedWhetherItIsThere() throws Exception {
    KeptSocket kept =
        new KeptSocket(servers.serverKeys().serving(servers.clientKeys()).getSocketFactory(), "");
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
      assertThat(TestServers.text(reply)).isEqualTo("/base/services");
      String target = "127.0.0.1:" + servers.port("https");
      assertThat(proxy.tunnelled()).contains("CONNECT " + target + " HTTP/1.1");
    }
  }
}
