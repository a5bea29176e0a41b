package dev.roster.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Blocks;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.Worlds;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What one TCP loop does with clients that are slow, silent or greedy: the others notice nothing.
/// The server's clock stands still unless told.
@ParameterizedClass
@MethodSource("kinds")
class TcpWorkersTest {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int MESSAGES = 200;
  private static final int MESSAGE_BYTES = 60_000;
  private static final String DB = "db.default.svc.cluster.local";

  @Parameter(0)
  UdpSocket.Factory sockets = NioUdpSocket::bind;

  @Parameter(1)
  TcpSockets streams = new NioTcpSockets();

  private final AtomicLong nanos = new AtomicLong(5);
  private final DnsMetrics metrics = new DnsMetrics();
  private final Catalog catalog = Worlds.small();
  private final AtomicInteger made = new AtomicInteger();
  private Optional<DnsServer> server = Optional.empty();

  static Stream<Arguments> kinds() {
    return Loops.socketKinds();
  }

  @AfterEach
  void close() {
    // Closing waits by the server's clock.
    Thread.ofVirtual().start(() -> nanos.addAndGet(TimeUnit.SECONDS.toNanos(60)));
    server.ifPresent(DnsServer::close);
  }

  @Test
  void silentConnectionsEnd() throws IOException {
    InetSocketAddress address = start(ListenOptions.DEFAULT);
    try (Socket idle = connect(address);
        Socket begun = connect(address)) {
      ask(idle, 1, DB, RecordType.A);
      assertThat(answered(idle)).isEqualTo(1);
      begun.getOutputStream().write(new byte[] {0, 40, 1});
      // What is waited for: 3 s for the rest of a message, 10 s for the next one.
      await()
          .until(() -> {
            nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(3100));
            ask(idle, 2, DB, RecordType.A);
            assertThat(answered(idle)).isEqualTo(2);
            return isEnded(begun);
          });
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
      await().until(() -> isEnded(idle));
    }
  }

  @Test
  void aClientThatDoesNotReadIsCutOffAndHoldsNobodyUp() throws IOException {
    InetSocketAddress address = start(ListenOptions.DEFAULT);
    try (Socket deaf = connect(address);
        Socket other = connect(address)) {
      Thread asking =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) ask(deaf, 1, "big.default.svc.cluster.local", RecordType.A);
                } catch (IOException cutOff) {
                  // As it must be.
                }
              });
      await()
          .until(() -> {
            ask(other, 2, DB, RecordType.A);
            assertThat(answered(other)).isEqualTo(2);
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(6));
            return !asking.isAlive();
          });
    }
    assertThat(metrics.total(Event.PANIC)).isZero();
  }

  /// As a transfer does: made as fast as it is taken, in whatever order with other answers.
  @Test
  void aLongReplyIsMadeAsItIsRead() throws IOException {
    InetSocketAddress address = start(ListenOptions.DEFAULT);
    try (Socket slow = connect(address);
        Socket other = connect(address)) {
      ask(slow, 7, DB, RecordType.AXFR);
      await().until(() -> made.get() > 0);
      for (int id = 1; id < 50; id++) {
        ask(other, id, DB, RecordType.A);
        assertThat(answered(other)).isEqualTo(id);
      }
      assertThat(made.get()).isLessThan(MESSAGES);
      DataInputStream in = new DataInputStream(slow.getInputStream());
      for (int i = 0; i < MESSAGES; i++) {
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        assertThat(message).hasSize(MESSAGE_BYTES).containsOnly((byte) i);
      }
      assertThat(metrics.total(Event.HANDED_OVER)).isEqualTo(1);
    }
  }

  @Test
  void aConnectionHasSoManyQuestions() throws IOException {
    ListenOptions plain = ListenOptions.DEFAULT;
    InetSocketAddress address =
        start(
            new ListenOptions(
                Optional.empty(),
                plain.readMillis(),
                plain.writeMillis(),
                plain.idleMillis(),
                0,
                3,
                plain.httpsConnectionsMax()));
    try (Socket client = connect(address)) {
      for (int id = 1; id <= 3; id++) ask(client, id, DB, RecordType.A);
      for (int id = 1; id <= 3; id++) assertThat(answered(client)).isEqualTo(id);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void whatIsTooShortToBeAMessageEndsTheConnection() throws IOException {
    InetSocketAddress address = start(ListenOptions.DEFAULT);
    try (Socket client = connect(address)) {
      ask(client, 1, DB, RecordType.A);
      client.getOutputStream().write(new byte[] {0, 3, 1, 2, 3});
      assertThat(answered(client)).isEqualTo(1);
      await().until(() -> isEnded(client));
    }
  }

  private InetSocketAddress start(ListenOptions options) throws ListenException {
    Directive streaming =
        new Directive() {
          @Override
          public String name() {
            return "transfer";
          }

          @Override
          public Reply answer(Exchange exchange, Chain next) {
            if (exchange.type() != RecordType.AXFR) return next.answer(exchange);
            exchange.willWait();
            exchange.packet().stream(
                IntStream.range(0, MESSAGES).mapToObj(i -> message(i)).iterator());
            return Reply.of(name(), Rcode.NOERROR, List.of(), List.of(), List.of());
          }
        };
    DnsConfig.Listener listener =
        new DnsConfig.Listener(
            Listen.dns("127.0.0.1", 0), List.of(Blocks.cluster(true, streaming)), options);
    DnsRuntime runtime = new DnsRuntime(() -> catalog, nanos::get, 4711, metrics);
    DnsServer started =
        DnsServer.start(new DnsConfig(List.of(listener)), runtime, sockets, streams, 1);
    server = Optional.of(started);
    return started.boundAddresses().getFirst();
  }

  private byte[] message(int number) {
    byte[] message = new byte[MESSAGE_BYTES];
    Arrays.fill(message, (byte) number);
    made.incrementAndGet();
    return message;
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(address, PATIENCE_MILLIS);
    return socket;
  }

  private static void ask(Socket socket, int id, String name, int type) throws IOException {
    byte[] query = ReplyEncoder.bytes(Message.query(id, Name.of(name), type, Optional.empty()));
    byte[] framed = new byte[2 + query.length];
    framed[1] = (byte) query.length;
    System.arraycopy(query, 0, framed, 2, query.length);
    new DataOutputStream(socket.getOutputStream()).write(framed);
  }

  /// The id of the next answer.
  private static int answered(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] answer = new byte[in.readUnsignedShort()];
    in.readFully(answer);
    return ((answer[0] & 0xff) << 8) | (answer[1] & 0xff);
  }

  private static boolean isEnded(Socket socket) throws IOException {
    socket.setSoTimeout(20);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (SocketException ended) {
      return true;
    } finally {
      if (!socket.isClosed()) socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }
}
