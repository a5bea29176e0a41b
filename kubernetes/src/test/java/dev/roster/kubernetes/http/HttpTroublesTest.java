package dev.roster.kubernetes.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers that are not there, say nothing, or nonsense.
@Timeout(60)
class HttpTroublesTest {
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

  private static ApiClient client(ApiAccess access) throws BadAccessException {
    return HttpApiClient.of(access, "1", Map.of());
  }

  private static Reply get(ApiAccess access, String path) throws BadAccessException {
    return client(access).get(path, TEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "http"})
  void whatIsCompressedIsInflated(String scheme) throws Exception {
    ApiAccess access = servers.access(scheme, NONE);
    assertThat(TestServers.text(get(access, "/compressed"))).isEqualTo(TestServers.COMPRESSED);
    try (ReplyBody body = ((Reply.Opened) get(access, "/cut")).body()) {
      assertThatThrownBy(body::readAllBytes).isInstanceOf(EOFException.class);
    }
    assertThat(get(access, "/uncompressed")).isInstanceOf(Reply.Unreachable.class);
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
      servers.threads().execute(() -> say(server, answer));
      Reply reply = get(at("http", server.getLocalPort()), "/services");
      boolean cut = reply instanceof Reply.Opened opened && TestServers.text(opened).isEmpty();
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
    Reply reply = client(servers.access(scheme, NONE)).get("/watch", Duration.ZERO);
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
    ApiClient client = HttpApiClient.of(servers.access(scheme, NONE), "1", Map.of(), half);
    Reply reply = client.get("/watch", half);
    try (ReplyBody body = ((Reply.Opened) reply).body()) {
      assertThat(body.read()).isEqualTo('x');
      assertThatThrownBy(body::read).isInstanceOf(IOException.class);
    }
  }
}
