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
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
