package dev.roster.dns.server;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.MessageDecoder.Decoded;
import dev.roster.core.wire.ReplyEncoder;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Clients of a server, over sockets of the machine's.
final class Clients {
  private static final int PATIENCE_MILLIS = 20_000;

  private Clients() {}

  /// A question of class IN.
  static byte[] query(String name, int type) {
    return ReplyEncoder.bytes(Message.query(77, Name.of(name), type, Optional.empty()));
  }

  /// Asks over UDP.
  static Message udp(InetSocketAddress address, String name, int type) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      socket.connect(address);
      socket.setSoTimeout(PATIENCE_MILLIS);
      byte[] query = query(name, type);
      socket.send(new DatagramPacket(query, query.length));
      DatagramPacket reply = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(reply);
      return message(reply.getData(), reply.getLength());
    }
  }

  /// Asks all over one connection, without waiting in between; the replies in their order.
  static List<Message> tcp(InetSocketAddress address, byte[]... queries) throws IOException {
    try (Socket socket = connect(address)) {
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  socket.getOutputStream().write(framed(queries));
                } catch (IOException gone) {
                  // The reader notices.
                }
              });
      DataInputStream in = new DataInputStream(socket.getInputStream());
      List<Message> replies = new ArrayList<>();
      for (int i = 0; i < queries.length; i++) replies.add(read(in));
      writer.interrupt();
      return replies;
    }
  }

  /// A connection, with a bound on every wait.
  static Socket connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(address, PATIENCE_MILLIS);
    return socket;
  }

  /// Messages, each with its length before it.
  static byte[] framed(byte[]... messages) {
    int length = 0;
    for (byte[] message : messages) length += 2 + message.length;
    byte[] framed = new byte[length];
    int at = 0;
    for (byte[] message : messages) {
      framed[at++] = (byte) (message.length >> 8);
      framed[at++] = (byte) message.length;
      System.arraycopy(message, 0, framed, at, message.length);
      at += message.length;
    }
    return framed;
  }

  /// The next message of a connection.
  static Message read(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return message(bytes, bytes.length);
  }

  /// Bytes as a message.
  static Message message(byte[] bytes, int length) {
    if (MessageDecoder.decode(bytes, 0, length) instanceof Decoded.Whole(Message message)) {
      return message;
    }
    throw new AssertionError("not a message");
  }
}
