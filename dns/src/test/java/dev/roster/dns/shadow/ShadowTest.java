package dev.roster.dns.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.metrics.MetricFamily.Sample;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Two servers of the test's own, and what is counted of them.
class ShadowTest {
  private static final int AUTHORITATIVE = 0x8400;

  private final AtomicLong later = new AtomicLong(); // nanoseconds
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Test
  void whatIsTheSameCountsNothing() throws Exception {
    try (Server ours = new Server("10.0.0.1");
        Server theirs = new Server("10.0.0.1");
        Shadow shadow = shadow(ours, theirs)) {
      answered(shadow, "10.0.0.1", 3);
      await().until(() -> count(shadow, "roster_shadow_compared_total") == 3);
      assertThat(ours.asked.get()).isZero();
      assertThat(theirs.asked.get()).isLessThanOrEqualTo(3);
      assertThat(differences(shadow)).isEmpty();
    }
  }

  @Test
  void whatDiffersStillASecondLaterCounts() throws Exception {
    try (Server ours = new Server("10.0.0.1");
        Server theirs = new Server("10.0.0.2");
        Shadow shadow = shadow(ours, theirs)) {
      answered(shadow, "10.0.0.1", 1);
      await().until(() -> theirs.asked.get() == 1);
      await()
          .until(() -> {
            later.addAndGet(Shadow.SETTLING.toNanos());
            return !differences(shadow).isEmpty();
          });
      assertThat(differences(shadow)).containsExactly("[answers, true] 1.0");
      assertThat(lines)
          .singleElement()
          .asString()
          .startsWith("shadow: answers: db.example. A: here NOERROR aa: 10.0.0.1 ttl 5; ")
          .containsPattern("; (localhost|127\\.0\\.0\\.1):\\d+ NOERROR")
          .endsWith(" NOERROR aa: 10.0.0.2 ttl 5");
    }
  }

  @Test
  void anAddressIsShownAsItIsWritten() throws Exception {
    assertThat(Shadow.shown(new InetSocketAddress("10.0.0.10", 53))).isEqualTo("10.0.0.10:53");
    InetAddress six = InetAddress.getByAddress(new byte[16]);
    assertThat(Shadow.shown(new InetSocketAddress(six, 53))).isEqualTo("[0:0:0:0:0:0:0:0]:53");
  }

  @Test
  void whatDiffersForAMomentDoesNot() throws Exception {
    try (Server ours = new Server("10.0.0.2");
        Server theirs = new Server("10.0.0.2");
        Shadow shadow = shadow(ours, theirs)) {
      answered(shadow, "10.0.0.1", 1); // what it was when the client asked
      await().until(() -> theirs.asked.get() == 1);
      await()
          .until(() -> {
            later.addAndGet(Shadow.SETTLING.toNanos());
            return count(shadow, "roster_shadow_settled_total") == 1;
          });
      assertThat(differences(shadow)).isEmpty();
    }
  }

  @Test
  void aSilentServerDelaysNobody() throws Exception {
    try (Server ours = new Server("10.0.0.1");
        DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      try (Shadow shadow =
          new Shadow(
              (InetSocketAddress) silent.getLocalSocketAddress(),
              ours::address,
              1,
              (_, text) -> lines.add(text),
              this::now)) {
        answered(shadow, "10.0.0.1", Shadow.SAMPLES_MAX + 50);
        assertThat(count(shadow, "roster_shadow_passed_over_total")).isBetween(46.0, 50.0);
      }
    }
  }

  private long now() {
    return System.nanoTime() + later.get();
  }

  private Shadow shadow(Server ours, Server theirs) {
    return new Shadow(theirs.address(), ours::address, 1, (_, text) -> lines.add(text), this::now);
  }

  /// As if a worker had answered so many clients.
  private static void answered(Shadow shadow, String address, int times) {
    Message query = Message.query(7, Name.of("db.example."), RecordType.A, Optional.empty());
    byte[] question = ReplyEncoder.bytes(query);
    byte[] reply = ReplyEncoder.bytes(reply(query, address));
    for (int i = 0; i < times; i++) shadow.take(question, reply, false);
  }

  private static Message reply(Message query, String address) {
    ResourceRecord record = ComparisonTest.a("db.example.", 5, address);
    return new Message(
        query.id(),
        AUTHORITATIVE,
        query.questions(),
        List.of(record),
        List.of(),
        List.of(),
        0,
        Optional.empty());
  }

  private static double count(Shadow shadow, String name) {
    return shadow.collect().stream()
        .filter(family -> family.name().equals(name))
        .flatMap(family -> family.samples().stream())
        .mapToDouble(ShadowTest::value)
        .sum();
  }

  private static double value(Sample sample) {
    return switch (sample) {
      case Sample.Value(var _, double value) -> value;
      case Sample.Histogram _ -> throw new AssertionError(sample);
    };
  }

  private static List<String> differences(Shadow shadow) {
    return shadow.collect().stream()
        .filter(family -> family.name().equals("roster_shadow_differences_total"))
        .flatMap(family -> family.samples().stream())
        .map(sample -> sample.labels() + " " + value(sample))
        .toList();
  }

  /// Answers every question with one address, until it is closed.
  private static final class Server implements AutoCloseable {
    final AtomicInteger asked = new AtomicInteger();
    private final DatagramSocket socket;
    private final String address;
    private final Thread thread;

    Server(String address) throws IOException {
      this.address = address;
      this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      this.thread = Thread.ofVirtual().start(this::serve);
    }

    InetSocketAddress address() {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void serve() {
      byte[] room = new byte[512];
      DatagramPacket packet = new DatagramPacket(room, room.length);
      try {
        while (true) {
          socket.receive(packet);
          Message query = Peer.decoded(room, packet.getLength()).orElseThrow();
          asked.incrementAndGet();
          byte[] reply = ReplyEncoder.bytes(reply(query, address));
          socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
        }
      } catch (IOException closed) {
        // the end
      }
    }

    @Override
    public void close() {
      thread.interrupt(); // closes the socket, too
      await().until(() -> !thread.isAlive());
    }
  }
}
