package dev.roster.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.dns.linux.LinuxCalls;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Blocks;
import dev.roster.dns.pipeline.Worlds;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// The kinds of UDP sockets, each as it is.
@ParameterizedClass
@MethodSource("kinds")
class UdpSocketTest {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int BURST = 200;

  @Parameter UdpSocket.Factory sockets = NioUdpSocket::bind;

  private final Catalog catalog = Worlds.small();
  private final DnsMetrics metrics = new DnsMetrics();

  /// Those of this system.
  static Stream<Named<UdpSocket.Factory>> kinds() {
    List<Named<UdpSocket.Factory>> kinds = new ArrayList<>();
    kinds.add(Named.of("nio", NioUdpSocket::bind));
    if (LinuxCalls.areHere()) kinds.add(Named.of("mmsg", MmsgUdpSocket::bind));
    return kinds.stream();
  }

  @Test
  void linuxHasTheFastOne() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    Assumptions.assumeTrue(system.matches("Linux (amd64|aarch64)"), system);
    assertThat(LinuxCalls.areHere()).isTrue();
  }

  @Test
  void aBurstIsAnsweredWhole() throws IOException {
    try (DnsServer server = serve("127.0.0.1");
        DatagramSocket client = client("127.0.0.1", port(server))) {
      BitSet answered = new BitSet();
      for (int i = 0; i < BURST; i++) send(client, i);
      for (int i = 0; i < BURST; i++) answered.set(receive(client));
      assertThat(answered.cardinality()).isEqualTo(BURST);
      assertThat(metrics.total(Event.SEND_FAILED)).isZero();
    }
  }

  /// A client that is connected takes answers of nobody else. The JDK's sockets can't say which of
  /// its addresses the machine answers from.
  @Test
  void onAllAddressesTheOneThatWasAskedAnswers() throws IOException {
    List<String> asked = new ArrayList<>(List.of("127.0.0.1"));
    if (isMmsg()) asked.add("127.0.0.9");
    if (hasIpv6()) asked.add("::1");
    try (DnsServer server = serve("")) {
      for (String address : asked) {
        try (DatagramSocket client = client(address, port(server))) {
          send(client, 7);
          assertThat(receive(client)).as(address).isEqualTo(7);
        }
      }
    }
  }

  @Test
  void closingEndsTheLoopAndFreesThePort() throws Exception {
    UdpSocket socket = sockets.bind("127.0.0.1", 0, false);
    DnsRuntime runtime = new DnsRuntime(() -> catalog, System::nanoTime, 1, metrics);
    assertThatThrownBy(() -> sockets.bind("127.0.0.1", socket.port(), false).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Address already in use");
    Thread loop =
        Thread.ofPlatform()
            .start(() -> {
              try {
                socket.run(Answerers.none(runtime));
              } catch (IOException failed) {
                throw new AssertionError(failed);
              }
            });
    socket.close();
    socket.close();
    loop.join(PATIENCE_MILLIS);
    assertThat(loop.isAlive()).isFalse();
    sockets.bind("127.0.0.1", socket.port(), false).close();
  }

  @Test
  void whatTheMachineDoesNotHaveIsSaid() {
    assertThatThrownBy(() -> sockets.bind("192.0.2.1", 0, false).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Cannot assign requested address");
  }

  private boolean isMmsg() throws IOException {
    try (UdpSocket one = sockets.bind("127.0.0.1", 0, false)) {
      return one instanceof MmsgUdpSocket;
    }
  }

  private boolean hasIpv6() {
    try (UdpSocket one = sockets.bind("::1", 0, false)) {
      return one.port() > 0;
    } catch (IOException without) {
      return false;
    }
  }

  private DnsServer serve(String host) throws IOException {
    DnsRuntime runtime = new DnsRuntime(() -> catalog, System::nanoTime, 4711, metrics);
    DnsConfig.Listener listener =
        new DnsConfig.Listener(Listen.dns(host, 0), List.of(Blocks.cluster(true)));
    return DnsServer.start(new DnsConfig(List.of(listener)), runtime, sockets, 1);
  }

  private static int port(DnsServer server) {
    return server.boundAddresses().getFirst().getPort();
  }

  private static DatagramSocket client(String address, int port) throws IOException {
    DatagramSocket client = new DatagramSocket();
    client.setSoTimeout(PATIENCE_MILLIS);
    client.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    return client;
  }

  private static void send(DatagramSocket client, int id) throws IOException {
    Name name = Name.of("db.default.svc.cluster.local");
    byte[] query = ReplyEncoder.bytes(Message.query(id, name, RecordType.A, Optional.empty()));
    client.send(new DatagramPacket(query, query.length));
  }

  private static int receive(DatagramSocket client) throws IOException {
    DatagramPacket reply = new DatagramPacket(new byte[512], 512);
    client.receive(reply);
    return ((reply.getData()[0] & 0xff) << 8) | (reply.getData()[1] & 0xff);
  }
}
