package dev.roster.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Blocks;
import dev.roster.dns.pipeline.Worlds;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Many questions on one connection, and many connections: plans answer them, in their order.
class PipelinedTest {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int DEPTH = 64;
  private static final int DEEP = 256;
  private static final List<String> NAMES = List.of("web", "db", "one", "nope", "db-1.db");

  private final DnsMetrics metrics = new DnsMetrics();
  private final Catalog catalog = Worlds.small();

  static Stream<Named<TcpSockets>> kinds() {
    return Loops.kinds();
  }

  /// So many questions, each with its length before it; ids count up.
  private static byte[] questions(int count) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      Name name = Name.of(NAMES.get(i % NAMES.size()) + ".default.svc.cluster.local");
      byte[] wire = ReplyEncoder.bytes(Message.query(i, name, RecordType.A, Optional.empty()));
      all.write(wire.length >> 8);
      all.write(wire.length);
      all.writeBytes(wire);
    }
    return all.toByteArray();
  }

  private static void readAll(DataInputStream in, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      int length = in.readUnsignedShort();
      assertThat(in.readUnsignedShort()).isEqualTo(i);
      in.skipNBytes(length - 2);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void noQuestionAllocates(TcpSockets sockets) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] questions = questions(DEEP);
    try (Loops loop = Loops.start(sockets, catalog, metrics);
        Socket client = connect(new ArrayList<>(), loop.address())) {
      OutputStream out = client.getOutputStream();
      DataInputStream in = new DataInputStream(client.getInputStream());
      for (int i = 0; i < 1_000; i++) {
        out.write(questions);
        readAll(in, DEEP);
      }
      long hits = metrics.total(Event.PLAN_HIT);
      long before = threads.getThreadAllocatedBytes(loop.thread().threadId());
      for (int i = 0; i < 200; i++) {
        out.write(questions);
        readAll(in, DEEP);
      }
      long allocated = threads.getThreadAllocatedBytes(loop.thread().threadId()) - before;
      assertThat(metrics.total(Event.PLAN_HIT) - hits).isEqualTo(200L * DEEP);
      // Less than a byte a question: what is not compiled well makes an object for each call of
      // the system, and the JDK's poller boxes a number.
      assertThat(allocated).isLessThan(200L * DEEP);
    }
  }

  /// Many connections share what they are read and answered with; all the same each gets its own.
  @ParameterizedTest
  @MethodSource("kinds")
  void everyAnswerIsItsQuestions(TcpSockets sockets) throws Exception {
    List<Socket> clients = new ArrayList<>();
    Random random = new Random(11);
    try (Loops loop = Loops.start(sockets, catalog, metrics)) {
      for (int i = 0; i < 1_000; i++) connect(clients, loop.address());
      byte[][] asked = new byte[clients.size()][];
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < asked.length; i++) {
          asked[i] = questions(i, 1 + random.nextInt(6), random);
          // Some come in two pieces, with those of others in between.
          int cut = random.nextBoolean() ? asked[i].length : random.nextInt(asked[i].length);
          clients.get(i).getOutputStream().write(asked[i], 0, cut);
          asked[i] = Arrays.copyOf(asked[i], asked[i].length + 4);
          ByteBuffer.wrap(asked[i]).putInt(asked[i].length - 4, cut);
        }
        for (int i = 0; i < asked.length; i++) {
          int length = asked[i].length - 4;
          int cut = ByteBuffer.wrap(asked[i]).getInt(length);
          clients.get(i).getOutputStream().write(asked[i], cut, length - cut);
        }
        for (int i = 0; i < asked.length; i++) {
          DataInputStream in = new DataInputStream(clients.get(i).getInputStream());
          readAnswers(in, ByteBuffer.wrap(asked[i], 0, asked[i].length - 4));
        }
      }
      assertThat(loop.connections()).isEqualTo(1_000);
      assertThat(loop.heldBytes()).isLessThanOrEqualTo(1_000 * TcpConnection.HELD_BYTES_MAX);
    } finally {
      for (Socket client : clients) client.close();
    }
  }

  /// So many questions of one client, no two of which have the same id and name.
  private static byte[] questions(int client, int count, Random random) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      boolean found = random.nextBoolean();
      String label = found ? NAMES.get(random.nextInt(3)) : "none-" + client + "-" + i;
      Name name = Name.of(label + ".default.svc.cluster.local");
      byte[] wire =
          ReplyEncoder.bytes(
              Message.query(random.nextInt(65_536), name, RecordType.A, Optional.empty()));
      all.write(wire.length >> 8);
      all.write(wire.length);
      all.writeBytes(wire);
    }
    return all.toByteArray();
  }

  /// The id and the question are given back, and the code is that name's.
  private static void readAnswers(DataInputStream in, ByteBuffer asked) throws IOException {
    while (asked.hasRemaining()) {
      byte[] question = new byte[asked.getShort()];
      asked.get(question);
      byte[] answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      assertThat(Arrays.copyOf(answer, 2)).isEqualTo(Arrays.copyOf(question, 2));
      assertThat(Arrays.copyOfRange(answer, 12, question.length))
          .isEqualTo(Arrays.copyOfRange(question, 12, question.length));
      boolean none = new String(question, 13, 5, StandardCharsets.US_ASCII).equals("none-");
      assertThat(answer[3] & 0xf).isEqualTo(none ? Rcode.NXDOMAIN : Rcode.NOERROR);
      assertThat(answer[7] == 0).isEqualTo(none);
    }
  }

  @Test
  void aThousandConnectionsShareThePlans() throws Exception {
    byte[] questions = questions(DEPTH);
    Listen listen = Listen.dns("127.0.0.1", 0);
    DnsConfig.Listener listener = new DnsConfig.Listener(listen, List.of(Blocks.cluster(true)));
    DnsRuntime runtime = new DnsRuntime(() -> catalog, System::nanoTime, 4711, metrics);
    List<Socket> clients = new ArrayList<>();
    try (DnsServer server = DnsServer.start(new DnsConfig(List.of(listener)), runtime)) {
      InetSocketAddress address = server.boundAddresses().getFirst();
      Socket first = connect(clients, address);
      first.getOutputStream().write(questions);
      readAll(new DataInputStream(first.getInputStream()), DEPTH);
      long hits = metrics.total(Event.PLAN_HIT);
      for (int i = 0; i < 1_000; i++) connect(clients, address);
      for (int round = 0; round < 2; round++) {
        for (Socket client : clients) client.getOutputStream().write(questions);
        for (Socket client : clients) readAll(new DataInputStream(client.getInputStream()), DEPTH);
      }
      assertThat(metrics.total(Event.PLAN_HIT) - hits).isEqualTo(2L * 1_001 * DEPTH);
    } finally {
      for (Socket client : clients) client.close();
    }
  }

  private static Socket connect(List<Socket> clients, InetSocketAddress to) throws IOException {
    Socket client = new Socket(to.getAddress(), to.getPort());
    clients.add(client);
    client.setSoTimeout(PATIENCE_MILLIS);
    return client;
  }
}
