package dev.roster.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Position;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.MessageDecoder.Decoded;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.dns.corefile.TlsConfig;
import dev.roster.dns.corefile.TlsConfig.ClientAuth;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Blocks;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.pipeline.Worlds;
import dev.roster.dns.tls.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// DNS over HTTPS on loopback, asked by the JDK's client.
class HttpsListenerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String DB = "db.default.svc.cluster.local";
  private static final String MEDIA_TYPE = "application/dns-message";

  private final Catalog catalog = Worlds.small();
  private final DnsMetrics metrics = new DnsMetrics();
  private final List<DnsServer> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(DnsServer::close);
  }

  @ParameterizedTest
  @CsvSource({"HTTP_2, true", "HTTP_1_1, true", "HTTP_1_1, false"})
  void answersGetAndPost(HttpClient.Version version, boolean tls) throws Exception {
    String server = start(tls);
    HttpClient client = client(version);
    HttpResponse<byte[]> got =
        client.send(
            request(server + "/dns-query?dns=" + encoded(query(DB))).GET().build(),
            BodyHandlers.ofByteArray());
    check(got, version);
    HttpResponse<byte[]> posted =
        client.send(
            request(server + "/dns-query")
                .header("Content-Type", MEDIA_TYPE)
                .POST(BodyPublishers.ofByteArray(query(DB)))
                .build(),
            BodyHandlers.ofByteArray());
    check(posted, version);
  }

  private static void check(HttpResponse<byte[]> response, HttpClient.Version version) {
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.version()).isEqualTo(version);
    assertThat(response.headers().firstValue("Content-Type")).hasValue(MEDIA_TYPE);
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("max-age=5");
    assertThat(message(response.body()).answers()).hasSize(3);
  }

  @Test
  void manyQuestionsShareAConnection() throws Exception {
    String server = start(true);
    HttpClient client = client(HttpClient.Version.HTTP_2);
    List<CompletableFuture<HttpResponse<byte[]>>> responses = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      HttpRequest request =
          request(server + "/dns-query?dns=" + encoded(query("big.default.svc.cluster.local")))
              .build();
      responses.add(client.sendAsync(request, BodyHandlers.ofByteArray()));
    }
    for (CompletableFuture<HttpResponse<byte[]>> response : responses) {
      assertThat(message(response.get().body()).answers()).hasSize(400);
    }
  }

  @Test
  void whatIsNoQuestionHasAStatus() throws Exception {
    String server = start(true);
    HttpClient client = client(HttpClient.Version.HTTP_2);
    String good = encoded(query(DB));
    check(client, request(server + "/nope?dns=" + good), 404);
    check(client, request(server + "/dns-query"), 400);
    check(client, request(server + "/dns-query?dns=" + good + "&dns=" + good), 400);
    check(client, request(server + "/dns-query?dns=AAAA"), 400);
    check(client, request(server + "/dns-query?dns=***"), 400);
    check(client, request(server + "/dns-query?dns=" + good).DELETE(), 405);
    byte[] answer = query(DB);
    answer[2] |= (byte) 0x80;
    check(client, request(server + "/dns-query?dns=" + encoded(answer)), 400);
    check(client, post(server, "text/plain", query(DB)), 415);
    check(client, post(server, MEDIA_TYPE, new byte[70_000]), 413);
    check(client, post(server, MEDIA_TYPE, query(DB)), 200);
  }

  private static HttpRequest.Builder post(String server, String type, byte[] body) {
    return request(server + "/dns-query")
        .header("Content-Type", type)
        .POST(BodyPublishers.ofByteArray(body));
  }

  private static void check(HttpClient client, HttpRequest.Builder request, int status)
      throws Exception {
    assertThat(client.send(request.build(), BodyHandlers.discarding()).statusCode())
        .isEqualTo(status);
  }

  private String start(boolean tls) throws IOException, URISyntaxException {
    DnsConfig config = config(tls);
    DnsServer server =
        DnsServer.start(config, new DnsRuntime(() -> catalog, System::nanoTime, 4711, metrics));
    servers.add(server);
    return (tls ? "https" : "http")
        + "://127.0.0.1:"
        + server.boundAddresses().getFirst().getPort();
  }

  private static DnsConfig config(boolean tls) throws IOException, URISyntaxException {
    Optional<TlsIdentity> identity = Optional.empty();
    if (tls) {
      TlsConfig config =
          new TlsConfig(Position.NONE, "ec.pem", "ec.key", Optional.empty(), ClientAuth.NOCERT);
      Path folder = resource("ec.pem").resolveSibling("");
      identity =
          Optional.of(
              TlsFiles.load(config, folder::resolve, (_, _) -> () -> {}, (_, _) -> {}).identity());
    }
    ListenOptions options = new ListenOptions(identity, 3000, 5000, 10_000, 0, 0, 200);
    Listen listen = new Listen(Transport.HTTPS, "127.0.0.1", 0);
    return new DnsConfig(
        List.of(new DnsConfig.Listener(listen, List.of(Blocks.cluster(true)), options)));
  }

  /// The port stays open, and what it spoke it goes on to speak.
  @Test
  void tlsIsNotSwitchedWhileThePortIsOpen() throws Exception {
    String server = start(false);
    assertThatThrownBy(() -> servers.getFirst().reload(config(true)))
        .isInstanceOf(ListenException.class)
        .hasMessageContaining("TLS is switched on by a restart only");
    HttpRequest.Builder question = request(server + "/dns-query?dns=" + encoded(query(DB)));
    check(client(HttpClient.Version.HTTP_1_1), question, 200);
  }

  private static HttpRequest.Builder request(String uri) {
    return HttpRequest.newBuilder(URI.create(uri)).timeout(PATIENCE);
  }

  private static String encoded(byte[] query) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(query);
  }

  private static byte[] query(String name) {
    return ReplyEncoder.bytes(Message.query(0, Name.of(name), RecordType.A, Optional.empty()));
  }

  private static HttpClient client(HttpClient.Version version) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (var in = Files.newInputStream(resource("ec.pem"))) {
      store.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().version(version).sslContext(context).build();
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(HttpsListenerTest.class.getResource("/tls/" + name)).toURI());
  }

  private static Message message(byte[] bytes) {
    if (MessageDecoder.decode(bytes, 0, bytes.length) instanceof Decoded.Whole(Message message)) {
      return message;
    }
    throw new AssertionError("not a message");
  }
}
