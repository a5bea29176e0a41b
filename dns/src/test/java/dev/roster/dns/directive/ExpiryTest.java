package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Transport;
import dev.roster.dns.pipeline.Waiting;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What many ask for at the moment when nothing of it is kept is asked for once.
class ExpiryTest {
  private static final int CLIENTS = 40;

  @Test
  void oneQuestionGoesOutForAll() throws Exception {
    try (DatagramSocket upstream = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        InProcess server =
            new InProcess(
                """
                .:0 {
                  bind 127.0.0.1
                  cache
                  forward . 127.0.0.1:%d
                }
                """
                    .formatted(upstream.getLocalPort()))) {
      byte[] question =
          ReplyEncoder.bytes(
              Message.query(7, Name.of("www.example.org"), RecordType.A, Optional.empty()));
      List<Thread> clients = new ArrayList<>();
      List<byte[]> replies = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        assertThat(server.respond(server.sites.getFirst(), Transport.UDP, true, question))
            .isEqualTo(Responder.HANDED_OVER);
        Waiting waiting = server.responder.handOver(server.metrics.shared());
        clients.add(
            Thread.ofVirtual()
                .start(() -> {
                  int length = waiting.answer();
                  synchronized (replies) {
                    replies.add(Arrays.copyOf(waiting.reply(), length));
                  }
                }));
      }
      upstream.setSoTimeout(10_000);
      byte[] buffer = new byte[512];
      DatagramPacket asked = new DatagramPacket(buffer, buffer.length);
      upstream.receive(asked);
      await().until(() -> clients.stream().allMatch(ExpiryTest::waits));
      upstream.send(
          new DatagramPacket(
              answer(buffer, asked.getLength()), asked.getLength() + 16, asked.getSocketAddress()));
      for (Thread client : clients) client.join();

      assertThat(replies).hasSize(CLIENTS);
      for (byte[] reply : replies) {
        assertThat(ServedCorefile.message(reply, reply.length).answers()).hasSize(1);
      }
      upstream.setSoTimeout(1);
      assertThatThrownBy(() -> upstream.receive(asked)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  /// The target that is put in place of the reply's is the name that was asked for: it waits for
  /// nobody, least of all for itself.
  @Test
  void aCycleOfTargetsEnds() throws Exception {
    try (DatagramSocket upstream = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        ServedCorefile server =
            new ServedCorefile(
                """
                .:0 {
                  bind 127.0.0.1
                  rewrite cname exact cname.example. www.example.org.
                  cache
                  forward . 127.0.0.1:%d
                }
                """
                    .formatted(upstream.getLocalPort()))) {
      AtomicInteger asked = new AtomicInteger();
      Thread other = Thread.ofVirtual().start(() -> aliases(upstream, asked));
      Message reply = server.ask("www.example.org.", RecordType.A);
      assertThat(reply.id()).isEqualTo(4711);
      assertThat(asked.get()).isBetween(1, 20);
      other.interrupt();
      other.join();
    }
  }

  /// Answers every question with an alias for `cname.example`, until it is interrupted.
  private static void aliases(DatagramSocket upstream, AtomicInteger asked) {
    byte[] buffer = new byte[512];
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    byte[] name = {5, 'c', 'n', 'a', 'm', 'e', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0};
    byte[] head = {(byte) 0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, (byte) name.length};
    try {
      while (true) {
        packet.setData(buffer);
        upstream.receive(packet);
        asked.incrementAndGet();
        int end = question(buffer);
        byte[] reply = Arrays.copyOf(buffer, end + head.length + name.length);
        reply[2] |= (byte) 0x80;
        reply[7] = 1;
        reply[11] = 0; // no OPT
        System.arraycopy(head, 0, reply, end, head.length);
        System.arraycopy(name, 0, reply, end + head.length, name.length);
        packet.setData(reply);
        upstream.send(packet);
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  /// Where the question of a message ends.
  private static int question(byte[] message) {
    int at = 12;
    while (message[at] != 0) at += message[at] + 1;
    return at + 5;
  }

  private static boolean waits(Thread client) {
    return switch (client.getState()) {
      case WAITING, TIMED_WAITING -> true;
      case NEW, RUNNABLE, BLOCKED, TERMINATED -> false;
    };
  }

  /// One A record behind the question.
  private static byte[] answer(byte[] question, int length) {
    byte[] reply = Arrays.copyOf(question, length + 16);
    reply[2] |= (byte) 0x80;
    reply[7] = 1;
    byte[] record = {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 1};
    System.arraycopy(record, 0, reply, length, record.length);
    return reply;
  }
}
