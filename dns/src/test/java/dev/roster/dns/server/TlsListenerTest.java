package dev.roster.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Position;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.MessageDecoder.Decoded;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.dns.corefile.TlsConfig;
import dev.roster.dns.corefile.TlsConfig.ClientAuth;
import dev.roster.dns.host.Scheduler;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Blocks;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.pipeline.Worlds;
import dev.roster.dns.tls.TlsFiles;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// DNS over TLS on loopback, and what all connections have in common: their times. The server's
/// clock stands still unless told.
class TlsListenerTest {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final String DB = "db.default.svc.cluster.local";
  private static final Listen TLS = new Listen(Transport.TLS, "127.0.0.1", 0);

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong(5);
  private final DnsMetrics metrics = new DnsMetrics();
  private final Catalog catalog = Worlds.small();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<Runnable> tasks = new ArrayList<>();
  private final List<DnsServer> servers = new ArrayList<>();

  @BeforeEach
  void copyFiles() throws IOException {
    use("ec");
  }

  @AfterEach
  void close() {
    servers.forEach(server -> {
      // Closing waits by the server's clock.
      Thread.ofVirtual().start(() -> nanos.addAndGet(TimeUnit.SECONDS.toNanos(60)));
      server.close();
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec", "rsa", "sec1"})
  void answersOverTls(String certificate) throws Exception {
    use(certificate);
    InetSocketAddress address = start(Optional.of(files(ClientAuth.NOCERT)));
    try (SSLSocket socket = connect(address, certificate, "dot")) {
      for (int id = 1; id < 20; id++) ask(socket, id, Optional.empty());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int id = 1; id < 20; id++) {
        Message reply = read(in);
        assertThat(reply.id()).isEqualTo(id);
        assertThat(reply.answers()).hasSize(3);
      }
      assertThat(socket.getApplicationProtocol()).isEqualTo("dot");
    }
    try (SSLSocket socket = connect(address, certificate, "something")) {
      ask(socket, 1, Optional.empty());
      assertThat(read(new DataInputStream(socket.getInputStream())).id()).isEqualTo(1);
    }
  }

  @Test
  void withoutACertificateItIsPlainTcpAsInCoreDns() throws Exception {
    InetSocketAddress address = start(Optional.empty());
    try (Socket socket = plain(address)) {
      ask(socket, 7, Optional.empty());
      assertThat(read(new DataInputStream(socket.getInputStream())).id()).isEqualTo(7);
    }
  }

  @Test
  void aRenewedCertificateIsShownToNewConnections() throws Exception {
    TlsFiles files = files(ClientAuth.NOCERT);
    files.start();
    InetSocketAddress address = start(Optional.of(files));
    try (SSLSocket old = connect(address, "ec", "dot")) {
      Files.writeString(folder.resolve("cert.pem"), "broken", StandardCharsets.UTF_8);
      tick();
      tick();
      assertThat(lines).hasSize(1);
      assertThat(lines.getFirst()).contains("stays as it was").contains("no certificate");
      connect(address, "ec", "dot").close();
      use("rsa");
      tick();
      assertThat(lines).hasSize(2);
      assertThat(lines.getLast()).endsWith("was renewed");
      connect(address, "rsa", "dot").close();
      ask(old, 3, Optional.empty());
      assertThat(read(new DataInputStream(old.getInputStream())).id()).isEqualTo(3);
    }
  }

  @Test
  void clientsAreAskedWhoTheyAre() throws Exception {
    InetSocketAddress strict = start(Optional.of(files(ClientAuth.REQUIRE_AND_VERIFY)));
    assertThatThrownBy(
            () -> {
              try (SSLSocket socket = connect(strict, "ec", "dot")) {
                ask(socket, 1, Optional.empty());
                read(new DataInputStream(socket.getInputStream()));
              }
            })
        .isInstanceOf(IOException.class);
    InetSocketAddress lenient = start(Optional.of(files(ClientAuth.VERIFY_IF_GIVEN)));
    try (SSLSocket socket = connect(lenient, "ec", "dot")) {
      ask(socket, 1, Optional.empty());
      assertThat(read(new DataInputStream(socket.getInputStream())).id()).isEqualTo(1);
    }
  }

  @Test
  void filesThatDoNotFitAreRefused() throws IOException {
    Files.copy(resource("rsa.key"), folder.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> files(ClientAuth.NOCERT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not the key of");
    Files.delete(folder.resolve("key.pem"));
    assertThatThrownBy(() -> files(ClientAuth.NOCERT)).isInstanceOf(IOException.class);
  }

  @Test
  void silentConnectionsEnd() throws Exception {
    InetSocketAddress address = start(Optional.of(files(ClientAuth.NOCERT)));
    try (Socket handshake = plain(address);
        SSLSocket idle = connect(address, "ec", "dot");
        SSLSocket begun = connect(address, "ec", "dot")) {
      ask(idle, 1, Optional.empty());
      assertThat(read(new DataInputStream(idle.getInputStream())).id()).isEqualTo(1);
      begun.getOutputStream().write(new byte[] {0, 40, 1});
      begun.getOutputStream().flush();
      // What is waited for: 3 s for a handshake or the rest of a message, 10 s for the next one.
      await()
          .until(() -> {
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(3100));
            ask(idle, 2, Optional.empty());
            assertThat(read(new DataInputStream(idle.getInputStream())).id()).isEqualTo(2);
            return isEnded(handshake) && isEnded(begun);
          });
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
      await().until(() -> isEnded(idle));
    }
  }

  @Test
  void aClientThatDoesNotReadIsCutOff() throws Exception {
    InetSocketAddress address = start(Optional.empty());
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(address, PATIENCE_MILLIS);
      byte[] query =
          ReplyEncoder.bytes(
              Message.query(
                  1, Name.of("big.default.svc.cluster.local"), RecordType.A, Optional.empty()));
      Thread asking =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                  while (true) {
                    out.writeShort(query.length);
                    out.write(query);
                  }
                } catch (IOException cutOff) {
                  // As it must be.
                }
              });
      await()
          .until(() -> {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(6));
            return !asking.isAlive();
          });
    }
    assertThat(metrics.total(Event.PANIC)).isZero();
  }

  @Test
  void aClientThatAsksIsToldHowLongItMayBeSilent() throws Exception {
    InetSocketAddress address = start(Optional.of(files(ClientAuth.NOCERT)));
    try (SSLSocket socket = connect(address, "ec", "dot")) {
      Edns.Option keepalive = new Edns.Option(Edns.KEEPALIVE, new byte[0]);
      ask(socket, 1, Optional.of(new Edns(1232, 0, false, List.of(keepalive))));
      Message reply = read(new DataInputStream(socket.getInputStream()));
      assertThat(reply.edns().orElseThrow().options())
          .singleElement()
          .extracting(Edns.Option::bytes)
          .isEqualTo(new byte[] {0, 100});
    }
  }

  @Test
  void repliesArePaddedWhereTheQuestionWas() throws Exception {
    InetSocketAddress address = start(Optional.of(files(ClientAuth.NOCERT)));
    try (SSLSocket socket = connect(address, "ec", "dot")) {
      Edns.Option padding = new Edns.Option(Edns.PADDING, new byte[30]);
      Edns.Option cookie = new Edns.Option(Edns.COOKIE, new byte[8]);
      ask(socket, 1, Optional.of(new Edns(1232, 0, false, List.of(padding, cookie))));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] bytes = new byte[in.readUnsignedShort()];
      in.readFully(bytes);
      assertThat(bytes).hasSize(468);
      ask(socket, 2, Optional.of(new Edns(1232, 0, false, List.of(cookie))));
      assertThat(read(in).edns().orElseThrow().options())
          .extracting(Edns.Option::code)
          .containsExactly(Edns.COOKIE);
    }
  }

  private static boolean isEnded(Socket socket) throws IOException {
    socket.setSoTimeout(20);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (SSLException | SocketException ended) {
      return true;
    } finally {
      if (!socket.isClosed()) socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  private InetSocketAddress start(Optional<TlsFiles> files) throws ListenException {
    ListenOptions plain = ListenOptions.DEFAULT;
    ListenOptions options =
        new ListenOptions(
            files.map(TlsFiles::identity),
            plain.readMillis(),
            plain.writeMillis(),
            plain.idleMillis(),
            0,
            0,
            plain.httpsConnectionsMax());
    DnsConfig config =
        new DnsConfig(List.of(new DnsConfig.Listener(TLS, List.of(Blocks.cluster(true)), options)));
    DnsRuntime runtime = new DnsRuntime(() -> catalog, nanos::get, 4711, metrics);
    DnsServer server = DnsServer.start(config, runtime);
    servers.add(server);
    return server.boundAddresses().getFirst();
  }

  private TlsFiles files(ClientAuth auth) throws IOException {
    TlsConfig config =
        new TlsConfig(Position.NONE, "cert.pem", "key.pem", Optional.of("ca.pem"), auth);
    Scheduler scheduler =
        (_, task) -> {
          tasks.add(task);
          return () -> {};
        };
    return TlsFiles.load(config, folder::resolve, scheduler, (_, text) -> lines.add(text));
  }

  private void tick() {
    List<Runnable> due = List.copyOf(tasks);
    tasks.clear();
    due.forEach(Runnable::run);
  }

  /// Puts a certificate in place, with a time of its own.
  private void use(String certificate) throws IOException {
    Path[] files = {
      folder.resolve("cert.pem"), folder.resolve("key.pem"), folder.resolve("ca.pem")
    };
    Files.copy(resource(certificate + ".pem"), files[0], StandardCopyOption.REPLACE_EXISTING);
    Files.copy(resource(certificate + ".key"), files[1], StandardCopyOption.REPLACE_EXISTING);
    Files.copy(resource("ca.pem"), files[2], StandardCopyOption.REPLACE_EXISTING);
    FileTime time = FileTime.from(Instant.EPOCH.plus(Duration.ofDays(certificate.length())));
    for (Path file : files) Files.setLastModifiedTime(file, time);
  }

  private static Path resource(String name) {
    URL url = Objects.requireNonNull(TlsListenerTest.class.getResource("/tls/" + name));
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Socket plain(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(address, PATIENCE_MILLIS);
    return socket;
  }

  /// A client that trusts one certificate and offers one protocol.
  private static SSLSocket connect(InetSocketAddress address, String trusted, String protocol)
      throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (var in = Files.newInputStream(resource(trusted + ".pem"))) {
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      store.setCertificateEntry("server", certificate);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(plain(address), "roster.test", address.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.startHandshake();
    return socket;
  }

  private static void ask(Socket socket, int id, Optional<Edns> edns) throws IOException {
    byte[] query = ReplyEncoder.bytes(Message.query(id, Name.of(DB), RecordType.A, edns));
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    byte[] framed = new byte[2 + query.length];
    framed[1] = (byte) query.length;
    System.arraycopy(query, 0, framed, 2, query.length);
    out.write(framed);
    out.flush();
  }

  private static Message read(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    if (MessageDecoder.decode(bytes, 0, bytes.length) instanceof Decoded.Whole(Message message)) {
      return message;
    }
    throw new AssertionError("not a message");
  }
}
