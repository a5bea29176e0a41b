package dev.roster.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Blocks;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Site;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.pipeline.Worlds;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/// Many questions on one connection, and many connections: plans answer them, in their order.
class PipelinedTest {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int DEPTH = 64;
  private static final List<String> NAMES = List.of("web", "db", "one", "nope", "db-1.db");

  private final DnsMetrics metrics = new DnsMetrics();
  private final Catalog catalog = Worlds.small();
  private final Site site = new Site("dns://test", List.of(Blocks.cluster(true)), metrics);
  private final BlockingQueue<Answerer> answerers = new ArrayBlockingQueue<>(1);

  private void fill() {
    WaitingRoom room = new WaitingRoom(new Semaphore(1), metrics, System::nanoTime);
    Responder responder = Responder.ofWorker(1, 2, System::nanoTime, metrics.worker());
    DnsRuntime runtime = new DnsRuntime(() -> catalog, System::nanoTime, 1, metrics);
    Served served = new Served(site, ListenOptions.DEFAULT);
    answerers.add(new Answerer(responder, () -> served, runtime, room));
  }

  /// So many questions, each with its length before it; ids count up.
  private static byte[] questions() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < DEPTH; i++) {
      Name name = Name.of(NAMES.get(i % NAMES.size()) + ".default.svc.cluster.local");
      byte[] wire = ReplyEncoder.bytes(Message.query(i, name, RecordType.A, Optional.empty()));
      all.write(wire.length >> 8);
      all.write(wire.length);
      all.writeBytes(wire);
    }
    return all.toByteArray();
  }

  private static void readAll(DataInputStream in) throws IOException {
    for (int i = 0; i < DEPTH; i++) {
      int length = in.readUnsignedShort();
      assertThat(in.readUnsignedShort()).isEqualTo(i);
      in.skipNBytes(length - 2);
    }
  }

  private Thread serve(ServerSocket server) throws IOException {
    TcpConnection connection =
        new TcpConnection(
            server.accept(),
            Transport.TCP,
            Optional.empty(),
            ListenOptions.DEFAULT,
            answerers,
            System::nanoTime);
    // A platform thread, whose memory is counted.
    Thread thread = Thread.ofPlatform().name("pipelined").start(connection::serve);
    thread.setUncaughtExceptionHandler((_, bug) -> {
      throw new AssertionError(bug);
    });
    return thread;
  }

  @Test
  void noQuestionAllocates() throws Exception {
    fill();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] questions = questions();
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
      client.setSoTimeout(PATIENCE_MILLIS);
      Thread serving = serve(server);
      OutputStream out = client.getOutputStream();
      DataInputStream in = new DataInputStream(client.getInputStream());
      for (int i = 0; i < 1_000; i++) {
        out.write(questions);
        readAll(in);
      }
      long hits = metrics.total(Event.PLAN_HIT);
      long before = threads.getThreadAllocatedBytes(serving.threadId());
      for (int i = 0; i < 200; i++) {
        out.write(questions);
        readAll(in);
      }
      long allocated = threads.getThreadAllocatedBytes(serving.threadId()) - before;
      assertThat(metrics.total(Event.PLAN_HIT) - hits).isEqualTo(200L * DEPTH);
      // Less than a byte a question: now and then a lock is waited for.
      assertThat(allocated).isLessThan(200L * DEPTH);
      client.shutdownOutput();
      serving.join();
    }
  }

  @Test
  void aThousandConnectionsShareThePlans() throws Exception {
    byte[] questions = questions();
    Listen listen = Listen.dns("127.0.0.1", 0);
    DnsConfig.Listener listener = new DnsConfig.Listener(listen, List.of(Blocks.cluster(true)));
    DnsRuntime runtime = new DnsRuntime(() -> catalog, System::nanoTime, 4711, metrics);
    List<Socket> clients = new ArrayList<>();
    try (DnsServer server = DnsServer.start(new DnsConfig(List.of(listener)), runtime)) {
      InetSocketAddress address = server.boundAddresses().getFirst();
      Socket first = connect(clients, address);
      first.getOutputStream().write(questions);
      readAll(new DataInputStream(first.getInputStream()));
      long hits = metrics.total(Event.PLAN_HIT);
      for (int i = 0; i < 1_000; i++) connect(clients, address);
      for (int round = 0; round < 2; round++) {
        for (Socket client : clients) client.getOutputStream().write(questions);
        for (Socket client : clients) readAll(new DataInputStream(client.getInputStream()));
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
