package dev.roster.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Blocks;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.Worlds;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The server over loopback sockets, port 0, with each kind of UDP socket that is here.
@ParameterizedClass
@MethodSource("kinds")
class DnsServerTest {
  private static final String DB = "db.default.svc.cluster.local";
  private static final Listen ANY_PORT = Listen.dns("127.0.0.1", 0);

  @Parameter(0)
  UdpSocket.Factory sockets = NioUdpSocket::bind;

  @Parameter(1)
  TcpSockets streams = new NioTcpSockets();

  private final AtomicReference<Catalog> catalog = new AtomicReference<>(Worlds.small());
  private final DnsMetrics metrics = new DnsMetrics();
  private final DnsRuntime runtime = new DnsRuntime(catalog::get, System::nanoTime, 4711, metrics);
  private final List<DnsServer> servers = new ArrayList<>();

  static Stream<Arguments> kinds() {
    return Loops.socketKinds();
  }

  @AfterEach
  void closeAll() {
    servers.forEach(DnsServer::close);
  }

  @Test
  void answersOverUdpAndTcp() throws IOException {
    InetSocketAddress address = address(start(ANY_PORT));
    assertThat(Clients.udp(address, DB, RecordType.A).answers()).hasSize(3);
    assertThat(Clients.tcp(address, Clients.query(DB, RecordType.A)).getFirst().answers())
        .hasSize(3);
  }

  @Test
  void whatIsCutOverUdpIsWholeOverTcp() throws IOException {
    InetSocketAddress address = address(start(ANY_PORT));
    Message cut = Clients.udp(address, "big.default.svc.cluster.local", RecordType.A);
    assertThat(cut.has(Flags.TC)).isTrue();
    Message whole =
        Clients.tcp(address, Clients.query("big.default.svc.cluster.local", RecordType.A))
            .getFirst();
    assertThat(whole.has(Flags.TC)).isFalse();
    assertThat(whole.answers()).hasSize(400);
  }

  @Test
  void pipelinedQuestionsAreAnsweredInOrder() throws IOException {
    InetSocketAddress address = address(start(ANY_PORT));
    byte[][] queries = new byte[500][];
    for (int i = 0; i < queries.length; i++) {
      queries[i] = Clients.query(i % 3 == 0 ? "big.default.svc.cluster.local" : DB, RecordType.A);
      queries[i][0] = (byte) (i >> 8);
      queries[i][1] = (byte) i;
    }
    List<Message> replies = Clients.tcp(address, queries);
    for (int i = 0; i < queries.length; i++) {
      assertThat(replies.get(i).id()).isEqualTo(i);
      assertThat(replies.get(i).answers()).hasSize(i % 3 == 0 ? 400 : 3);
    }
  }

  /// A message may come byte by byte, and the next one with its last byte.
  @Test
  void messagesMayComeInPieces() throws IOException {
    InetSocketAddress address = address(start(ANY_PORT));
    byte[] framed =
        Clients.framed(Clients.query(DB, RecordType.A), Clients.query(DB, RecordType.AAAA));
    try (Socket socket = Clients.connect(address)) {
      for (byte each : framed) {
        socket.getOutputStream().write(each);
        socket.getOutputStream().flush();
      }
      DataInputStream in = new DataInputStream(socket.getInputStream());
      assertThat(Clients.read(in).questions().getFirst().type()).isEqualTo(RecordType.A);
      assertThat(Clients.read(in).questions().getFirst().type()).isEqualTo(RecordType.AAAA);
    }
  }

  @Test
  void aClientThatStopsSendingGetsItsAnswers() throws IOException {
    InetSocketAddress address = address(start(ANY_PORT));
    try (Socket socket = Clients.connect(address)) {
      socket.getOutputStream().write(Clients.framed(Clients.query(DB, RecordType.A)));
      socket.shutdownOutput();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      assertThat(Clients.read(in).answers()).hasSize(3);
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  /// As a transfer of a large zone does.
  @Test
  void aReplyOfManyLongMessagesComesWhole() throws IOException {
    byte[][] messages = new byte[5][60_000];
    for (int i = 0; i < messages.length; i++) Arrays.fill(messages[i], (byte) i);
    Directive streaming =
        new Directive() {
          @Override
          public String name() {
            return "transfer";
          }

          @Override
          public Reply answer(Exchange exchange, Chain next) {
            exchange.packet().stream(Arrays.asList(messages).iterator());
            return Reply.of(name(), Rcode.NOERROR, List.of(), List.of(), List.of());
          }
        };
    DnsConfig.Listener listener =
        new DnsConfig.Listener(ANY_PORT, List.of(Blocks.cluster(true, streaming)));
    DnsServer server =
        DnsServer.start(new DnsConfig(List.of(listener)), runtime, sockets, streams, 2);
    servers.add(server);
    try (Socket socket = Clients.connect(address(server))) {
      socket.getOutputStream().write(Clients.framed(Clients.query(DB, RecordType.AXFR)));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (byte[] message : messages) {
        byte[] read = new byte[in.readUnsignedShort()];
        in.readFully(read);
        assertThat(read).isEqualTo(message);
      }
    }
  }

  @Test
  void aNewCatalogIsAnsweredAtOnce() throws IOException {
    InetSocketAddress address = address(start(ANY_PORT));
    assertThat(Clients.udp(address, DB, RecordType.A).answers()).hasSize(3);
    catalog.set(Worlds.without(catalog.get()));
    assertThat(Clients.udp(address, DB, RecordType.A).answers()).hasSize(2);
  }

  @Test
  void garbageCostsACounterAndNothingElse() throws IOException {
    DnsServer server = start(ANY_PORT);
    InetSocketAddress address = address(server);
    Random random = new Random(5);
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < 2000; i++) {
        byte[] bytes = new byte[random.nextInt(100)];
        random.nextBytes(bytes);
        socket.send(new DatagramPacket(bytes, bytes.length, address));
      }
    }
    for (int i = 0; i < 20; i++) {
      try (Socket socket = Clients.connect(address)) {
        byte[] bytes = new byte[random.nextInt(100)];
        random.nextBytes(bytes);
        socket.getOutputStream().write(bytes);
      }
    }
    assertThat(Clients.udp(address, DB, RecordType.A).answers()).hasSize(3);
    assertThat(Clients.tcp(address, Clients.query(DB, RecordType.A)).getFirst().answers())
        .hasSize(3);
    assertThat(metrics.total(Event.PANIC)).isZero();
    assertThat(metrics.total(Event.WORKER_DIED)).isZero();
    assertThat(metrics.total(Event.DROPPED)).isPositive();
  }

  @Test
  void reloadKeepsTheSocketsOfAddressesThatStay() throws IOException {
    DnsServer server = start(ANY_PORT);
    InetSocketAddress before = address(server);
    Listen second = Listen.dns("127.0.0.2", 0);
    server.reload(config(ANY_PORT, second));
    assertThat(server.boundAddresses().getFirst()).isEqualTo(before);
    InetSocketAddress added = server.boundAddresses().get(1);
    assertThat(Clients.udp(added, DB, RecordType.A).answers()).hasSize(3);
    try (Socket open = Clients.connect(before)) {
      server.reload(new DnsConfig(List.of(new DnsConfig.Listener(ANY_PORT, List.of()))));
      open.getOutputStream().write(Clients.framed(Clients.query(DB, RecordType.A)));
      Message reply = Clients.read(new DataInputStream(open.getInputStream()));
      assertThat(reply.rcode()).isEqualTo(Rcode.REFUSED);
    }
    assertThatThrownBy(() -> Clients.connect(added).close()).isInstanceOf(IOException.class);
  }

  @Test
  void aTakenPortIsOneLineAndChangesNothing() throws IOException {
    DnsServer server = start(ANY_PORT);
    int port = address(server).getPort();
    Listen taken = Listen.dns("127.0.0.1", port);
    assertThatThrownBy(() -> start(taken))
        .isInstanceOf(ListenException.class)
        .hasMessage(
            "cannot listen on dns://127.0.0.1:%d: another program listens there already (tcp)",
            port);
    assertThatThrownBy(() -> server.reload(config(Listen.dns("127.0.0.3", 0), taken)))
        .isInstanceOf(ListenException.class);
    assertThat(Clients.udp(address(server), DB, RecordType.A).answers()).hasSize(3);
    try (DatagramSocket other = new DatagramSocket(new InetSocketAddress("127.0.0.4", 0))) {
      assertThatThrownBy(() -> start(Listen.dns("127.0.0.4", other.getLocalPort())))
          .isInstanceOf(ListenException.class)
          .hasMessageEndingWith("another program listens there already (udp)");
    }
    assertThatThrownBy(() -> start(Listen.dns("192.0.2.1", 0)))
        .hasMessage("cannot listen on dns://192.0.2.1:0: this machine has no such address");
  }

  /// A worker whose socket fails under it comes back with a new one.
  @Test
  void aWorkerThatDiesIsStartedAgain() throws IOException {
    AtomicInteger made = new AtomicInteger();
    UdpSocket.Factory dying =
        (host, port, shared) -> {
          UdpSocket socket = sockets.bind(host, port, shared);
          return made.getAndIncrement() == 0 ? new Dying(socket) : socket;
        };
    DnsServer server = DnsServer.start(config(ANY_PORT), runtime, dying, streams, 1);
    servers.add(server);
    await().until(() -> metrics.total(Event.WORKER_DIED) == 1 && made.get() == 2);
    assertThat(Clients.udp(address(server), DB, RecordType.A).answers()).hasSize(3);
  }

  /// A worker that can't get a socket back, or does not come back from a batch, is told of.
  @Test
  void aWorkerWithoutASocketIsToldOf() throws IOException {
    AtomicLong now = new AtomicLong();
    DnsRuntime timed = new DnsRuntime(runtime.catalog(), now::get, 1, metrics);
    AtomicInteger made = new AtomicInteger();
    AtomicBoolean again = new AtomicBoolean();
    UdpSocket.Factory lost =
        (host, port, shared) -> {
          if (made.getAndIncrement() == 0) return new Dying(sockets.bind(host, port, shared));
          if (!again.get()) throw new IOException("not yet, as the test wants it");
          return sockets.bind(host, port, shared);
        };
    DnsServer server = DnsServer.start(config(ANY_PORT), timed, lost, streams, 1);
    servers.add(server);
    await().until(() -> made.get() > 1);
    assertThat(server.complaints()).isEmpty();
    now.addAndGet(TimeUnit.SECONDS.toNanos(60));
    assertThat(server.complaints()).singleElement().asString().endsWith("no socket for 60 s");
    again.set(true);
    await().until(() -> server.complaints().isEmpty());
    assertThat(Clients.udp(address(server), DB, RecordType.A).answers()).hasSize(3);
  }

  private record Dying(UdpSocket socket) implements UdpSocket {
    @Override
    public int port() {
      return socket.port();
    }

    @Override
    public void run(Answerer answerer) throws IOException {
      throw new IOException("the interface went away, as the test wants it");
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  @Test
  void closingAnswersWhatWasRead() throws IOException {
    DnsServer server = start(ANY_PORT);
    InetSocketAddress address = address(server);
    try (Socket socket = Clients.connect(address)) {
      socket.getOutputStream().write(Clients.framed(Clients.query(DB, RecordType.A)));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      assertThat(Clients.read(in).answers()).hasSize(3);
      server.close();
      assertThat(in.read()).isEqualTo(-1);
    }
    assertThatThrownBy(() -> Clients.connect(address).close()).isInstanceOf(IOException.class);
    try (DatagramSocket free = new DatagramSocket(address)) {
      assertThat(free.getLocalPort()).isEqualTo(address.getPort());
    }
  }

  @Test
  void severalWorkersShareAnAddress() throws IOException {
    DnsServer server = DnsServer.start(config(ANY_PORT), runtime, sockets, streams, 4);
    servers.add(server);
    for (int i = 0; i < 40; i++) {
      assertThat(Clients.udp(address(server), DB, RecordType.A).answers()).hasSize(3);
    }
  }

  private DnsServer start(Listen... listens) throws ListenException {
    DnsServer server = DnsServer.start(config(listens), runtime, sockets, streams, 2);
    servers.add(server);
    return server;
  }

  private static DnsConfig config(Listen... listens) {
    return new DnsConfig(
        Arrays.stream(listens)
            .map(listen -> new DnsConfig.Listener(listen, List.of(Blocks.cluster(true))))
            .toList());
  }

  private static InetSocketAddress address(DnsServer server) {
    return server.boundAddresses().getFirst();
  }
}
