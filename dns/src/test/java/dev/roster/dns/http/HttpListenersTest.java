package dev.roster.dns.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.dns.http.HttpListeners.Place;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpListenersTest {
  private static final Place ONE = new Place("127.0.0.1", 0);
  private static final Place TWO = new Place("127.0.0.2", 0);

  private final HttpListeners listeners = new HttpListeners();

  @AfterEach
  void close() {
    listeners.close();
  }

  private void apply(Map<Place, Map<String, HttpPage>> wanted) throws IOException {
    listeners.prepare(wanted).commit();
  }

  private static Map<String, HttpPage> page(String path, String text) {
    return Map.of(path, _ -> HttpPage.Reply.text(200, text));
  }

  /// The status and the body of a request, sent as it is written here.
  private static String ask(InetSocketAddress address, String method, String path)
      throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(10_000);
      String request = method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return reply.split(" ", 3)[1] + " " + reply.substring(reply.indexOf("\r\n\r\n") + 4);
    }
  }

  private InetSocketAddress at(String host) {
    return listeners.addresses().stream()
        .filter(address -> address.getAddress().getHostAddress().equals(host))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPrivatePageIsForThisMachine() throws IOException {
    HttpPage secret =
        new HttpPage() {
          @Override
          public Reply reply(String accept) {
            return Reply.text(200, "secret " + accept);
          }

          @Override
          public boolean isPrivate() {
            return true;
          }
        };
    for (String near : List.of("127.0.0.1", "127.0.0.9", "::1")) {
      assertThat(HttpListener.reply(secret, InetAddress.ofLiteral(near), "x").status())
          .isEqualTo(200);
    }
    for (String far : List.of("10.0.0.7", "2001:db8::1", "::ffff:10.0.0.7")) {
      assertThat(HttpListener.reply(secret, InetAddress.ofLiteral(far), "x").status())
          .isEqualTo(403);
    }
    assertThat(HttpListener.reply(page("/", "all").get("/"), InetAddress.ofLiteral("::2"), ""))
        .extracting(HttpPage.Reply::status)
        .isEqualTo(200);
    apply(Map.of(ONE, Map.of("/top", secret)));
    assertThat(ask(at("127.0.0.1"), "GET", "/top")).startsWith("200 ").contains("secret");
  }

  @Test
  void pagesAnswerTheirPathAlone() throws IOException {
    apply(Map.of(ONE, page("/health", "OK")));
    InetSocketAddress address = at("127.0.0.1");
    assertThat(ask(address, "GET", "/health")).isEqualTo("200 OK");
    assertThat(ask(address, "POST", "/health?x=1")).isEqualTo("200 OK");
    assertThat(ask(address, "HEAD", "/health")).isEqualTo("200 ");
    assertThat(ask(address, "GET", "/healthz")).startsWith("404 ");
    assertThat(ask(address, "GET", "/")).startsWith("404 ");
  }

  @Test
  void aReloadKeepsWhatStays() throws IOException {
    apply(Map.of(ONE, page("/a", "1"), TWO, page("/a", "2")));
    InetSocketAddress one = at("127.0.0.1");
    InetSocketAddress two = at("127.0.0.2");
    apply(Map.of(ONE, page("/b", "3")));
    assertThat(listeners.addresses()).isEqualTo(List.of(one));
    assertThat(ask(one, "GET", "/a")).startsWith("404 ");
    assertThat(ask(one, "GET", "/b")).isEqualTo("200 3");
    assertThatThrownBy(() -> ask(two, "GET", "/a")).isInstanceOf(IOException.class);
  }

  @Test
  void whatIsNotCommittedChangesNothing() throws IOException {
    apply(Map.of(ONE, page("/a", "1")));
    listeners.prepare(Map.of(TWO, page("/a", "2"))).abort();
    assertThat(listeners.addresses()).hasSize(1);
    assertThat(listeners.address(TWO)).isEmpty();
    assertThat(ask(listeners.address(ONE).orElseThrow(), "GET", "/a")).isEqualTo("200 1");
  }

  @Test
  void anAddressThatCannotBeHadChangesNothing() throws IOException {
    apply(Map.of(ONE, page("/a", "1")));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Place busy = new Place("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> apply(Map.of(TWO, page("/a", "2"), busy, page("/a", "3"))))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ");
    }
    assertThat(listeners.addresses()).hasSize(1);
    assertThat(ask(at("127.0.0.1"), "GET", "/a")).isEqualTo("200 1");
  }

  @Test
  void aPageThatFailsCostsItsRequestAlone() throws IOException {
    apply(
        Map.of(
            ONE,
            Map.of(
                "/bad",
                _ -> {
                  throw new IllegalStateException("on purpose");
                },
                "/good",
                _ -> HttpPage.Reply.text(200, "OK"))));
    InetSocketAddress address = at("127.0.0.1");
    assertThatThrownBy(() -> ask(address, "GET", "/bad")).isInstanceOf(RuntimeException.class);
    assertThat(ask(address, "GET", "/good")).isEqualTo("200 OK");
  }

  @Test
  void thereAreNotTooMany() {
    Map<Place, Map<String, HttpPage>> many = new HashMap<>();
    for (int i = 0; i <= HttpListeners.LISTENERS_MAX; i++) {
      many.put(new Place("127.0.1." + i, 0), Map.of());
    }
    assertThatThrownBy(() -> apply(many)).isInstanceOf(IOException.class);
    assertThat(listeners.addresses()).isEmpty();
  }
}
