package dev.roster.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.MessageDecoder.Decoded;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.metrics.MetricFamily.Sample;
import dev.roster.dns.pipeline.Blocks;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Gate;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.Scope;
import dev.roster.dns.pipeline.Worlds;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Answers that wait, over loopback sockets: one UDP worker, two TCP answerers.
@ParameterizedClass
@MethodSource("kinds")
class HandOverTest {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final String DB = "db.default.svc.cluster.local";
  private static final Name SLOW = Name.of("slow.test");

  @Parameter(0)
  UdpSocket.Factory sockets = NioUdpSocket::bind;

  @Parameter(1)
  TcpSockets streams = new NioTcpSockets();

  private final DnsMetrics metrics = new DnsMetrics();
  private final Catalog catalog = Worlds.small();
  private final Held held = new Held();
  private InetSocketAddress address = new InetSocketAddress(0);
  private DnsServer server;

  /// Answers `*.slow.test` when the latch opens.
  private static final class Held implements Directive {
    final CountDownLatch opened = new CountDownLatch(1);
    final AtomicInteger gates = new AtomicInteger();
    final AtomicInteger waits = new AtomicInteger();
    final AtomicInteger observed = new AtomicInteger();

    @Override
    public String name() {
      return "forward";
    }

    @Override
    public Scope scope() {
      return Scope.of(List.of(SLOW));
    }

    @Override
    public Gate gate(Packet packet) {
      gates.incrementAndGet();
      return Gate.LEAVE;
    }

    @Override
    public Reply answer(Exchange exchange, Chain next) {
      exchange.willWait();
      waits.incrementAndGet();
      try {
        if (!opened.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) return Reply.failure("late");
      } catch (InterruptedException closing) {
        return Reply.failure("interrupted");
      }
      return Reply.of(name(), Rcode.NXDOMAIN, List.of(), List.of(), List.<ResourceRecord>of());
    }

    @Override
    public boolean observes() {
      return true;
    }

    @Override
    public void observe(Packet packet, Reply reply) {
      if (packet.isIn(SLOW)) observed.incrementAndGet();
    }
  }

  static Stream<Arguments> kinds() {
    return Loops.socketKinds();
  }

  @BeforeEach
  void start() throws IOException {
    DnsRuntime runtime = new DnsRuntime(() -> catalog, System::nanoTime, 4711, metrics);
    DnsConfig.Listener listener =
        new DnsConfig.Listener(
            Listen.dns("127.0.0.1", 0), List.of(Blocks.cluster(true, held, new Shown())));
    server = DnsServer.start(new DnsConfig(List.of(listener)), runtime, sockets, streams, 1);
    address = server.boundAddresses().getFirst();
  }

  private record Shown() implements Directive {
    @Override
    public String name() {
      return "prometheus";
    }

    @Override
    public Scope scope() {
      return Scope.NONE;
    }
  }

  @AfterEach
  void close() {
    held.opened.countDown();
    server.close();
  }

  @Test
  void oneWorkerAnswersOthersWhileSomeWait() throws IOException {
    try (DatagramSocket socket = udp()) {
      send(socket, 1, "a.slow.test");
      send(socket, 2, "b.slow.test");
      await().until(() -> held.waits.get() == 2);
      for (int id = 3; id < 50; id++) {
        send(socket, id, DB);
        assertThat(receive(socket).id()).isEqualTo(id);
      }
      held.opened.countDown();
      Set<Integer> late = new TreeSet<>(List.of(receive(socket).id(), receive(socket).id()));
      assertThat(late).containsExactly(1, 2);
    }
    assertThat(held.gates).hasValue(2);
    await().untilAsserted(() -> assertThat(held.observed).hasValue(2));
    assertThat(metrics.total(Event.HANDED_OVER)).isEqualTo(2);
    await().untilAsserted(() -> assertThat(responses("NXDOMAIN")).isEqualTo(2));
  }

  @Test
  void thousandsWaitAndTheRestIsToldSo() throws IOException {
    try (DatagramSocket socket = udp()) {
      int asked = 0;
      while (asked < WaitingRoom.WAITING_MAX) {
        for (int i = 0; i < 500; i++) send(socket, asked + i, "n" + (asked + i) + ".slow.test");
        asked += 500;
        int now = asked;
        await().until(() -> held.waits.get() == now);
      }
      send(socket, 4, "beyond.slow.test");
      Message refused = receive(socket);
      assertThat(refused.id()).isEqualTo(4);
      assertThat(refused.rcode()).isEqualTo(Rcode.SERVFAIL);
      assertThat(metrics.total(Event.WAITING_REFUSED)).isEqualTo(1);
      send(socket, 5, DB);
      assertThat(receive(socket).answers()).hasSize(3);
      held.opened.countDown();
      await().until(() -> held.observed.get() == WaitingRoom.WAITING_MAX);
    }
  }

  @Test
  void whatWaitsOnAConnectionIsOvertaken() throws IOException {
    try (Socket socket = tcp()) {
      ask(socket, 1, "a.slow.test");
      ask(socket, 2, DB);
      ask(socket, 3, "b.slow.test");
      ask(socket, 4, DB);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      assertThat(read(in).id()).isEqualTo(2);
      assertThat(read(in).id()).isEqualTo(4);
      // All is said; what waits is answered all the same.
      socket.shutdownOutput();
      held.opened.countDown();
      int late = read(in).id();
      assertThat(List.of(late, read(in).id())).containsExactlyInAnyOrder(1, 3);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void aConnectionWithTooManyThatWaitIsNotRead() throws IOException {
    try (Socket socket = tcp()) {
      for (int i = 0; i < TcpConnection.UNDER_WAY_MAX; i++) ask(socket, i, "a.slow.test");
      await().until(() -> held.waits.get() == TcpConnection.UNDER_WAY_MAX);
      ask(socket, 1000, DB);
      // Another connection is served meanwhile, whole round trips of it.
      try (Socket other = tcp()) {
        DataInputStream in = new DataInputStream(other.getInputStream());
        for (int i = 0; i < 20; i++) {
          ask(other, i, DB);
          assertThat(read(in).id()).isEqualTo(i);
        }
      }
      assertThat(socket.getInputStream().available()).isZero();
      held.opened.countDown();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      Set<Integer> ids = new TreeSet<>();
      for (int i = 0; i <= TcpConnection.UNDER_WAY_MAX; i++) ids.add(read(in).id());
      assertThat(ids).hasSize(TcpConnection.UNDER_WAY_MAX + 1).contains(1000);
    }
  }

  @Test
  void closingGivesThoseThatWaitABoundedTime() throws Exception {
    try (DatagramSocket socket = udp();
        Socket connection = tcp()) {
      send(socket, 1, "a.slow.test");
      ask(connection, 2, "b.slow.test");
      await().until(() -> held.waits.get() == 2);
      Thread closing = Thread.ofVirtual().start(server::close);
      await()
          .until(() -> {
            send(socket, 3, "c.slow.test");
            return receive(socket).rcode() == Rcode.SERVFAIL;
          });
      held.opened.countDown();
      Message late = receive(socket);
      while (late.rcode() == Rcode.SERVFAIL) late = receive(socket);
      assertThat(late.id()).isEqualTo(1);
      assertThat(read(new DataInputStream(connection.getInputStream())).id()).isEqualTo(2);
      closing.join();
    }
  }

  @Test
  void closingDoesNotWaitForEver() throws IOException {
    try (DatagramSocket socket = udp()) {
      send(socket, 1, "a.slow.test");
      await().until(() -> held.waits.get() == 1);
      server.close();
      await().until(() -> held.observed.get() == 1);
    }
  }

  private double responses(String rcode) {
    return metrics.collect().stream()
        .filter(family -> family.name().equals("coredns_dns_responses_total"))
        .flatMap(family -> family.samples().stream())
        .filter(sample -> sample.labels().contains(rcode))
        .mapToDouble(sample -> sample instanceof Sample.Value(var _, double value) ? value : 0)
        .sum();
  }

  private static DatagramSocket udp() throws IOException {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private Socket tcp() throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(address, PATIENCE_MILLIS);
    return socket;
  }

  private static byte[] query(int id, String name) {
    return ReplyEncoder.bytes(Message.query(id, Name.of(name), RecordType.A, Optional.empty()));
  }

  private void send(DatagramSocket socket, int id, String name) throws IOException {
    byte[] query = query(id & 0xffff, name);
    socket.send(new DatagramPacket(query, query.length, address));
  }

  private static Message receive(DatagramSocket socket) throws IOException {
    DatagramPacket reply = new DatagramPacket(new byte[65_535], 65_535);
    socket.receive(reply);
    return message(reply.getData(), reply.getLength());
  }

  private static void ask(Socket socket, int id, String name) throws IOException {
    byte[] query = query(id, name);
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeShort(query.length);
    out.write(query);
    out.flush();
  }

  private static Message read(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return message(bytes, bytes.length);
  }

  private static Message message(byte[] bytes, int length) {
    if (MessageDecoder.decode(bytes, 0, length) instanceof Decoded.Whole(Message message)) {
      return message;
    }
    throw new AssertionError("not a message");
  }
}
