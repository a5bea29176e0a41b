package dev.roster.dns.shadow;

import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/// A server that is asked what a client asked, byte by byte.
///
/// @param address where it answers over UDP and TCP
/// @param from told the local port before each question is sent
record Peer(InetSocketAddress address, LongSupplier nanoTime, IntConsumer from) {
  /// How long an answer may take.
  static final int WAIT_MILLIS_MAX = 2_000;

  /// Asks; empty where no message came back in time.
  Optional<Message> ask(byte[] question, boolean stream) {
    try {
      return stream ? overTcp(question) : overUdp(question);
    } catch (IOException failed) {
      return Optional.empty();
    }
  }

  private Optional<Message> overUdp(byte[] question) throws IOException {
    long until = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS_MAX);
    byte[] room = new byte[Message.BYTES_MAX];
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(address); // what others send is dropped
      from.accept(socket.getLocalPort());
      socket.send(new DatagramPacket(question, question.length));
      while (true) {
        long left = TimeUnit.NANOSECONDS.toMillis(until - nanoTime.getAsLong());
        if (left <= 0) return Optional.empty();
        socket.setSoTimeout((int) left);
        DatagramPacket packet = new DatagramPacket(room, room.length);
        socket.receive(packet);
        Optional<Message> reply = decoded(room, packet.getLength());
        if (reply.isEmpty() || isOf(reply.get(), question)) return reply;
      }
    }
  }

  private Optional<Message> overTcp(byte[] question) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, WAIT_MILLIS_MAX);
      socket.setSoTimeout(WAIT_MILLIS_MAX);
      from.accept(socket.getLocalPort());
      byte[] framed = new byte[question.length + 2];
      framed[0] = (byte) (question.length >> 8);
      framed[1] = (byte) question.length;
      System.arraycopy(question, 0, framed, 2, question.length);
      socket.getOutputStream().write(framed);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] reply = new byte[in.readUnsignedShort()];
      in.readFully(reply);
      return decoded(reply, reply.length);
    }
  }

  static Optional<Message> decoded(byte[] bytes, int length) {
    return switch (MessageDecoder.decode(bytes, 0, length)) {
      case MessageDecoder.Decoded.Whole(Message message) -> Optional.of(message);
      case MessageDecoder.Decoded.Malformed _ -> Optional.empty();
    };
  }

  private static boolean isOf(Message reply, byte[] question) {
    return reply.id() == (((question[0] & 0xff) << 8) | (question[1] & 0xff));
  }
}
