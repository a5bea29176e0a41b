package dev.roster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roster.core.objects.Kind;
import dev.roster.engine.store.MemoryStore;
import dev.roster.engine.store.Verbs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServerTest {
  private static final InstantSource CLOCK = () -> Instant.parse("2026-01-02T03:04:05Z");

  @TempDir private Path folder = Path.of("");
  private final MemoryStore store = new MemoryStore();
  private final Verbs verbs = new Verbs(store, CLOCK, new Random(3));

  @Test
  void serves_on_a_socket_that_only_its_owner_reaches() throws IOException {
    Path data = folder.resolve("data");
    try (ApiServer server = start(data)) {
      assertThat(mode(data)).isEqualTo("rwx------");
      assertThat(mode(server.socket())).isEqualTo("rw-------");
      assertThat(server.socket()).isEqualTo(ApiSocket.find(data));
      assertThat(exchange(server, get("/healthz"))).startsWith("HTTP/1.1 200 OK").endsWith("ok");
      assertThat(exchange(server, get("/api/v1/namespaces"))).contains("\"NamespaceList\"");
      assertThat(exchange(server, "no http\r\n\r\n")).contains(" 400 Bad Request");
    }
    assertThat(data.resolve("api.sock")).doesNotExist();
  }

  @Test
  void a_body_beyond_the_bound_is_refused() throws IOException {
    try (ApiServer server = start(folder)) {
      String head =
          "POST /api/v1/namespaces HTTP/1.1\r\nHost: x\r\nContent-Length: "
              + (ApiServer.BODY_BYTES_MAX + 1)
              + "\r\n\r\n";
      String reply = exchange(server, head + "x".repeat(ApiServer.BODY_BYTES_MAX + 1));
      assertThat(reply).startsWith("HTTP/1.1 413").contains("RequestEntityTooLarge");
    }
  }

  @Test
  void connections_beyond_the_bound_are_closed() throws IOException {
    try (ApiServer server = start(folder)) {
      List<SocketChannel> open = new ArrayList<>();
      for (int i = 0; i < ApiServer.CONNECTIONS_MAX; i++) {
        open.add(SocketChannel.open(UnixDomainSocketAddress.of(server.socket())));
      }
      try (SocketChannel beyond = SocketChannel.open(UnixDomainSocketAddress.of(server.socket()))) {
        assertThat(beyond.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      }
      for (SocketChannel each : open) each.close();
      await().until(() -> exchange(server, get("/healthz")).startsWith("HTTP/1.1 200"));
    }
  }

  @Test
  void a_watch_streams_and_ends_with_its_client() throws Exception {
    try (ApiServer server = start(folder)) {
      SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(server.socket()));
      send(client, get("/api/v1/namespaces?watch=1"));
      var lines =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8));
      assertThat(lines.readLine()).isEqualTo("HTTP/1.1 200 OK");
      verbs.create(namespace("a"));
      String line = lines.readLine();
      while (!line.startsWith("{")) line = lines.readLine();
      assertThat(line).startsWith("{\"type\":\"ADDED\"").contains("\"name\":\"a\"");
      client.close();
      // Given back although nothing more is ever written to it.
      await().until(() -> store.watchCount() == 0);
    }
  }

  @Test
  void what_a_killed_server_left_is_removed_and_a_living_one_is_not() throws IOException {
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(folder.resolve("api.sock")));
    }
    assertThat(folder.resolve("api.sock")).exists();
    try (ApiServer server = start(folder)) {
      assertThatThrownBy(() -> start(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("listens on");
      assertThat(exchange(server, get("/healthz"))).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void a_path_too_long_for_a_socket_gets_a_short_one() throws IOException {
    Path runtime = Files.createDirectory(folder.resolve("run"));
    Path data = folder.resolve("d".repeat(120));
    ApiConfig config = new ApiConfig(data, Optional.of(runtime));
    Path socket;
    try (ApiServer server = ApiServer.start(config, verbs, PodLogs.NONE, CLOCK)) {
      socket = server.socket();
      assertThat(ApiSocket.find(data)).isEqualTo(socket);
      assertThat(socket.toString().length()).isLessThanOrEqualTo(ApiSocket.PATH_BYTES_MAX);
      assertThat(mode(runtime.resolve("roster"))).isEqualTo("rwx------");
      assertThat(exchange(server, get("/healthz"))).startsWith("HTTP/1.1 200");
    }
    assertThat(socket).doesNotExist();
    assertThat(data.resolve("socket")).doesNotExist();
  }

  private ApiServer start(Path data) throws IOException {
    return ApiServer.start(new ApiConfig(data, Optional.empty()), verbs, PodLogs.NONE, CLOCK);
  }

  private static dev.roster.core.objects.Tree.Obj namespace(String name) {
    return Failure.object(
        "kind", Cells.text(Kind.NAMESPACE.name()),
        "apiVersion", Cells.text("v1"),
        "metadata", Failure.object("name", Cells.text(name)));
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  }

  private static String exchange(ApiServer server, String request) throws IOException {
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(server.socket()))) {
      try {
        send(client, request);
      } catch (IOException refusedEarly) {
        // The answer is there all the same.
      }
      StringBuilder reply = new StringBuilder();
      var in = Channels.newInputStream(client);
      try {
        for (int c = in.read(); c >= 0; c = in.read()) reply.append((char) c);
      } catch (IOException reset) {
        // The server closed without reading all of the request.
      }
      return reply.toString();
    }
  }

  private static void send(SocketChannel client, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) client.write(bytes);
  }

  private static String mode(Path path) throws IOException {
    Set<java.nio.file.attribute.PosixFilePermission> mode = Files.getPosixFilePermissions(path);
    return PosixFilePermissions.toString(mode);
  }
}
