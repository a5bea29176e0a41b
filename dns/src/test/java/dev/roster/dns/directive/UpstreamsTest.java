package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Upstreams over TLS, HTTPS and TCP, away and back, slow and full.
class UpstreamsTest {
  private static final String EVERY_NAME =
      " template ANY ANY {\n answer \"{{ .Name }} 60 IN A 192.0.2.7\"\n }\n";

  private final List<AutoCloseable> opened = new ArrayList<>();

  private ServedCorefile serve(String corefile) {
    ServedCorefile server = new ServedCorefile(corefile);
    opened.add(server);
    return server;
  }

  private <T extends AutoCloseable> T opened(T each) {
    opened.add(each);
    return each;
  }

  /// Forwards everything.
  private ServedCorefile forwarding(String to, String options) {
    return serve(
        ".:0 {\n bind 127.0.0.1\n prometheus 127.0.0.1:0\n forward . "
            + (to + " {\n" + options + "\n}\n}"));
  }

  private static Path file(String name) {
    URL url = Objects.requireNonNull(UpstreamsTest.class.getResource("/tls/" + name));
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) each.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls", "https"})
  void onlyWhoProvesTheNameIsAsked(String scheme) throws IOException {
    ServedCorefile upstream =
        serve(
            (scheme + "://.:0 {\n bind 127.0.0.1\n root " + file("ec.pem").getParent())
                + ("\n tls ec.pem ec.key\n" + EVERY_NAME + "}"));
    String to = scheme + "://127.0.0.1:" + upstream.port();
    String authority = "tls " + file("ec.pem") + "\n";

    ServedCorefile right = forwarding(to, authority + "tls_servername roster.test");
    ServedCorefile byAddress = forwarding(to, authority);
    ServedCorefile otherName = forwarding(to, authority + "tls_servername other.test");
    ServedCorefile stranger = forwarding(to, "tls_servername roster.test");

    for (int i = 0; i < 5; i++) {
      assertThat(right.ask("n" + i + ".test", RecordType.A).answers()).hasSize(1);
    }
    assertThat(byAddress.ask("a.test", RecordType.A).answers()).hasSize(1);
    assertThat(otherName.ask("a.test", RecordType.A).rcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(stranger.ask("a.test", RecordType.A).rcode()).isEqualTo(Rcode.SERVFAIL);
    if (scheme.equals("tls")) {
      assertThat(right.metric("coredns_proxy_conn_cache_hits_total", "tcp-tls")).isEqualTo(4);
      assertThat(right.metric("coredns_proxy_conn_cache_misses_total", "tcp-tls")).isEqualTo(1);
    }
    assertThat(right.metric("coredns_proxy_request_duration_seconds_count", "NOERROR"))
        .isEqualTo(5);
  }

  /// An upstream that draws out the handshake holds no thread.
  @Test
  void aHandshakeByteByByteEnds() throws Exception {
    ServerSocket listening = opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    ScheduledExecutorService drops = Executors.newScheduledThreadPool(1);
    opened.add(drops::shutdownNow);
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              OutputStream out = opened(listening.accept()).getOutputStream();
              out.write(new byte[] {0x16, 3, 3, 0x40, 0});
              Future<?> _ =
                  drops.scheduleWithFixedDelay(() -> drip(out), 50, 50, TimeUnit.MILLISECONDS);
            }
          } catch (IOException closed) {
            // The test is over.
          }
        });
    ServedCorefile server = forwarding("tls://127.0.0.1:" + listening.getLocalPort(), "");
    assertThat(server.ask("a.test", RecordType.A).rcode()).isEqualTo(Rcode.SERVFAIL);
  }

  private static void drip(OutputStream out) {
    try {
      out.write(2);
    } catch (IOException gone) {
      throw new IllegalStateException(gone);
    }
  }

  /// Kept connections that the upstream has closed cost no answer.
  @Test
  void closedConnectionsAreNoFailures() throws Exception {
    ServerSocket listening = opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    AtomicInteger connections = new AtomicInteger();
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              try (Socket socket = listening.accept()) {
                connections.incrementAndGet();
                answerOnce(socket);
              }
            }
          } catch (IOException closed) {
            // The test is over.
          }
        });
    ServedCorefile server =
        forwarding("127.0.0.1:" + listening.getLocalPort(), "force_tcp\nmax_fails 0");
    for (int i = 0; i < 10; i++) {
      assertThat(server.ask("n" + i + ".test", RecordType.A).rcode()).isEqualTo(Rcode.NXDOMAIN);
    }
    assertThat(connections.get()).isEqualTo(10);
  }

  private static void answerOnce(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] message = new byte[in.readUnsignedShort()];
    in.readFully(message);
    message[2] |= (byte) (Flags.QR >> 8);
    message[3] |= (byte) Rcode.NXDOMAIN;
    byte[] framed = new byte[2 + message.length];
    framed[0] = (byte) (message.length >> 8);
    framed[1] = (byte) message.length;
    System.arraycopy(message, 0, framed, 2, message.length);
    socket.getOutputStream().write(framed);
  }

  @Test
  void anUpstreamThatIsBackIsAskedAgain() throws Exception {
    int port = FreePorts.next();
    ServedCorefile server =
        forwarding(
            "127.0.0.1:" + port,
            "max_fails 1\nhealth_check 50ms\nfailfast_all_unhealthy_upstreams");
    assertThat(server.ask("a.test", RecordType.A).rcode()).isEqualTo(Rcode.SERVFAIL);
    await()
        .until(() -> {
          server.ask("a.test", RecordType.A);
          return server.metric("coredns_forward_healthcheck_broken_total", "") > 0;
        });
    assertThat(server.metric("coredns_proxy_healthcheck_failures_total", "127.0.0.1:" + port))
        .isGreaterThan(1);
    serve(".:" + port + " {\n bind 127.0.0.1\n" + EVERY_NAME + "}");
    await().until(() -> server.ask("b.test", RecordType.A).rcode() == Rcode.NOERROR);
  }

  @Test
  void oneTooManyIsRefused() throws Exception {
    DatagramSocket silent = opened(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
    ServedCorefile server =
        forwarding("127.0.0.1:" + silent.getLocalPort(), "max_concurrent 1\nmax_fails 0");
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Message>> replies = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        String name = "n" + i + ".test";
        replies.add(clients.submit(() -> server.ask(name, RecordType.A)));
      }
      List<Integer> rcodes = new ArrayList<>();
      for (Future<Message> reply : replies) rcodes.add(reply.get().rcode());
      assertThat(rcodes).contains(Rcode.REFUSED, Rcode.SERVFAIL);
    }
    assertThat(server.metric("coredns_forward_max_concurrent_rejects_total", "")).isPositive();
  }

  @Test
  void expiredAnswersAreGivenWhileTheUpstreamIsAway() throws Exception {
    for (String how : List.of("immediate", "verify")) {
      ServedCorefile upstream = new ServedCorefile(".:0 {\n bind 127.0.0.1\n" + EVERY_NAME + "}");
      ServedCorefile server =
          serve(
              (".:0 {\n bind 127.0.0.1\n prometheus 127.0.0.1:0\n cache {\n serve_stale 1h " + how)
                  + ("\n}\n forward . 127.0.0.1:" + upstream.port() + "\n}"));
      assertThat(ttl(server.ask("a.test", RecordType.A))).isEqualTo(60);
      server.later.addAndGet(Duration.ofSeconds(70).toNanos());
      if (how.equals("verify")) {
        assertThat(ttl(server.ask("a.test", RecordType.A))).isEqualTo(60);
        server.later.addAndGet(Duration.ofSeconds(70).toNanos());
      }
      upstream.close();

      Message stale = server.ask("a.test", RecordType.A);

      assertThat(ttl(stale)).isZero();
      assertThat(ServedCorefile.why(stale)).startsWith("3 ");
      assertThat(server.metric("coredns_cache_served_stale_total", "")).isEqualTo(1);
      server.later.addAndGet(Duration.ofHours(2).toNanos());
      assertThat(server.ask("a.test", RecordType.A).rcode()).isEqualTo(Rcode.SERVFAIL);
    }
  }

  private static long ttl(Message reply) {
    assertThat(reply.rcode()).isEqualTo(Rcode.NOERROR);
    return reply.answers().getFirst().ttlSeconds();
  }

  @Test
  void cachesKeepWhatTheyAreTold() throws Exception {
    ServedCorefile upstream =
        serve(
            """
            .:0 {
              bind 127.0.0.1
              prometheus 127.0.0.1:0
              template ANY ANY fails.test {
                rcode SERVFAIL
              }
              template ANY ANY {
                answer "{{ .Name }} 60 IN A 192.0.2.7"
              }
            }
            """);
    String rest = "\n forward . 127.0.0.1:" + upstream.port() + "\n}";
    String head = ".:0 {\n bind 127.0.0.1\n prometheus 127.0.0.1:0\n cache 3600 {\n";

    ServedCorefile keeping = serve(head + "keepttl\n servfail 10s\n}" + rest);
    assertThat(asked(upstream, keeping, "a.test", 3)).isEqualTo(1);
    assertThat(asked(upstream, keeping, "b.fails.test", 3)).isEqualTo(1);
    keeping.later.addAndGet(Duration.ofSeconds(11).toNanos());
    assertThat(ttl(keeping.ask("a.test", RecordType.A))).isEqualTo(60);
    assertThat(asked(upstream, keeping, "b.fails.test", 3)).isEqualTo(1);
    assertThat(keeping.metric("coredns_cache_hits_total", "success")).isEqualTo(3);
    assertThat(keeping.metric("coredns_cache_hits_total", "denial")).isEqualTo(4);
    assertThat(keeping.metric("coredns_cache_requests_total", "")).isEqualTo(10);
    assertThat(keeping.metric("coredns_cache_misses_total", "")).isEqualTo(3);
    assertThat(keeping.metric("coredns_cache_entries", "")).isEqualTo(2);

    ServedCorefile disabled = serve(head + "disable success\n}" + rest);
    assertThat(asked(upstream, disabled, "c.test", 3)).isEqualTo(3);

    ServedCorefile prefetching = serve(head + "prefetch 2 1m 50%\n}" + rest);
    assertThat(asked(upstream, prefetching, "d.test", 3)).isEqualTo(1);
    double before = upstream.metric("coredns_dns_requests_total", "");
    prefetching.later.addAndGet(Duration.ofSeconds(40).toNanos());
    assertThat(ttl(prefetching.ask("d.test", RecordType.A))).isBetween(15L, 20L);
    await().until(() -> upstream.metric("coredns_dns_requests_total", "") > before);
    await().until(() -> ttl(prefetching.ask("d.test", RecordType.A)) > 50);
    assertThat(prefetching.metric("coredns_cache_prefetch_total", "")).isEqualTo(1);
  }

  /// How many questions reach the upstream when one is asked so many times.
  private static double asked(
      ServedCorefile upstream, ServedCorefile server, String name, int times) throws IOException {
    double before = upstream.metric("coredns_dns_requests_total", "");
    for (int i = 0; i < times; i++) server.ask(name, RecordType.A);
    return upstream.metric("coredns_dns_requests_total", "") - before;
  }
}
