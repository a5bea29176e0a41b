package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.IpAddress;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.BuiltinCorefile;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Reply;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class DnsServiceTest {
  @TempDir Path folder;

  private final CollectedLines lines = new CollectedLines();
  private final AtomicBoolean ready = new AtomicBoolean();
  private DnsService.Result result = new DnsService.Result.Refused(List.of());

  private DnsService.Result start(String corefile) throws IOException {
    Path file = folder.resolve("Corefile");
    Files.writeString(file, corefile);
    result =
        DnsService.start(
            () -> CorefileReader.read(file, Map.of()),
            new DnsService.Parts(
                () -> Catalog.EMPTY,
                (config, _) -> one(config.ttlSeconds()),
                Map.of("kubernetes", ready::get),
                System::nanoTime,
                new SplittableRandom(1),
                lines,
                _ -> {},
                List.of(),
                "0.1"));
    return result;
  }

  private DnsService started(String corefile) throws IOException {
    return switch (start(corefile)) {
      case DnsService.Result.Started(var service) -> service;
      case DnsService.Result.Refused(var problems) -> throw new AssertionError(problems);
    };
  }

  private String refused(String corefile) throws IOException {
    return switch (start(corefile)) {
      case DnsService.Result.Started(var service) ->
          throw new AssertionError(service.dnsAddresses());
      case DnsService.Result.Refused(var problems) ->
          String.join("\n", problems.stream().map(CorefileProblem::toString).toList());
    };
  }

  @AfterEach
  void close() {
    if (result instanceof DnsService.Result.Started(var service)) service.close();
  }

  private static Directive one(int ttl) {
    return Asking.answering(exchange ->
        Reply.of(
            "kubernetes",
            0,
            List.of(
                new ResourceRecord(
                    exchange.name(), ttl, new RecordData.Address(IpAddress.of("10.0.0.1")))),
            List.of(),
            List.of()));
  }

  private static Message ask(InetSocketAddress server, String name) throws IOException {
    Record question = Record.newRecord(Name.fromString(name), Type.A, DClass.IN);
    byte[] wire = Message.newQuery(question).toWire();
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(10_000);
      socket.send(new DatagramPacket(wire, wire.length, server));
      DatagramPacket reply = new DatagramPacket(new byte[4096], 4096);
      socket.receive(reply);
      return new Message(Arrays.copyOf(reply.getData(), reply.getLength()));
    }
  }

  private static String get(InetSocketAddress address, String path) throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(10_000);
      String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theLongestZoneAnswersAndNoneRefuses() throws IOException {
    DnsService service =
        started(
            """
            cluster.test:0 svc.cluster.test:0 {
              bind 127.0.0.1
              kubernetes a.test
            }
            """);
    assertThat(service.httpAddresses()).isEmpty();
    InetSocketAddress server = service.dnsAddresses().getFirst();
    assertThat(ask(server, "x.svc.CLUSTER.test.").getRcode()).isZero();
    assertThat(ask(server, "other.test.").getRcode()).isEqualTo(5);
  }

  @Test
  void httpIsServedWhereAskedFor() throws IOException {
    DnsService service =
        started(
            """
            .:0 {
              bind 127.0.0.1
              kubernetes a.test
              errors
              health 127.0.0.1:0
              ready 127.0.0.2:0
              prometheus 127.0.0.3:0
            }
            """);
    ask(service.dnsAddresses().getFirst(), "db.a.test.");
    assertThat(get(at(service, "127.0.0.1"), "/health")).startsWith("HTTP/1.1 200").endsWith("OK");
    assertThat(get(at(service, "127.0.0.2"), "/ready"))
        .startsWith("HTTP/1.1 503")
        .endsWith("kubernetes");
    ready.set(true);
    assertThat(get(at(service, "127.0.0.2"), "/ready")).endsWith("OK");
    String metrics = get(at(service, "127.0.0.3"), "/metrics");
    assertThat(metrics)
        .containsPattern(
            "coredns_dns_requests_total\\{family=\"1\",proto=\"udp\","
                + "server=\"dns://127.0.0.1:0\",type=\"A\",view=\"\",zone=\"\\.\"} 1")
        .contains("name=\"kubernetes\"")
        .contains("coredns_build_info{goversion=\"java25\",revision=\"\",version=\"0.1\"} 1")
        .contains("coredns_health_request_failures_total 0.0")
        .contains("coredns_reload_failed_total 0.0")
        .contains("coredns_panics_total 0.0");
  }

  private static InetSocketAddress at(DnsService service, String host) {
    return service.httpAddresses().stream()
        .filter(address -> address.getAddress().getHostAddress().equals(host))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aTakenPortIsOneLineAndNothingRuns() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = taken.getLocalPort();
      assertThat(refused(".:" + port + " {\n bind 127.0.0.1\n health 127.0.0.1:0\n}"))
          .contains("Corefile:2:7: cannot listen on dns://127.0.0.1:" + port)
          .hasLineCount(1);
      assertThat(refused(".:0 {\n bind 127.0.0.1\n health 127.0.0.1:" + port + "\n}"))
          .contains("Corefile:1:1: cannot listen on 127.0.0.1:" + port)
          .hasLineCount(1);
    }
  }

  @Test
  void aChangedFileIsServedAndABrokenOneIsNot() throws IOException {
    String text = ".:0 {\n bind 127.0.0.1\n reload 2s 0s\n kubernetes a.test {\n ttl %d\n}\n}\n";
    DnsService service = started(text.formatted(7));
    InetSocketAddress server = service.dnsAddresses().getFirst();
    assertThat(ttl(server)).isEqualTo(7);
    Files.writeString(folder.resolve("Corefile"), "broken {");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> lines.take().stream().anyMatch(line -> line.contains("reload failed")));
    assertThat(ttl(server)).isEqualTo(7);
    Files.writeString(folder.resolve("Corefile"), text.formatted(9));
    await().atMost(Duration.ofSeconds(60)).until(() -> ttl(server) == 9);
    assertThat(service.dnsAddresses()).as("the socket was kept").containsExactly(server);
  }

  private static long ttl(InetSocketAddress server) throws IOException {
    return ask(server, "db.a.test.").getSection(1).getFirst().getTTL();
  }

  @Test
  void theBuiltInCorefileListensOnLoopbackAlone() throws IOException {
    DnsService service = started(BuiltinCorefile.text("127.0.0.1", 0));
    assertThat(service.httpAddresses()).isEmpty();
    assertThat(service.dnsAddresses())
        .allMatch(address -> address.getAddress().isLoopbackAddress())
        .hasSize(1);
  }

  @Test
  void drainingWithoutLameduckIsOverAtOnce() throws IOException, InterruptedException {
    DnsService service = started(".:0 {\n bind 127.0.0.1\n ready 127.0.0.1:0\n}");
    ready.set(true);
    service.drain();
    assertThat(get(at(service, "127.0.0.1"), "/ready")).endsWith("Shutting down");
  }

  @Test
  void closingEndsLameduck() throws IOException, InterruptedException {
    DnsService service =
        started(".:0 {\n bind 127.0.0.1\n health 127.0.0.1:0 {\n lameduck 1h\n}\n}");
    AtomicBoolean over = new AtomicBoolean();
    Thread draining =
        Thread.ofVirtual()
            .start(() -> {
              try {
                service.drain();
                over.set(true);
              } catch (InterruptedException _) {
                // The test fails below.
              }
            });
    await()
        .until(
            () -> lines.take().contains("INFO plugin/health: Going into lameduck mode for 1h0m0s"));
    assertThat(over).isFalse();
    assertThat(ask(service.dnsAddresses().getFirst(), "a.test.").getRcode()).isEqualTo(5);
    service.close();
    draining.join();
    assertThat(over).isTrue();
  }
}
