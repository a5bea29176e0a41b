package dev.roster.check.kit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Bytes of DNS messages to a server and back, by UDP and TCP, from an address of choice.
public final class Wire {
  private static final int MESSAGE_BYTES_MAX = 65_535;

  /// Messages of one zone transfer, at most.
  private static final int TRANSFER_MESSAGES_MAX = 10_000;

  private final InetSocketAddress server;
  private final InetAddress client;
  private final int timeoutMillis;

  /// A way to a server.
  ///
  /// @param server an address literal
  /// @param client the address to ask from, "" for any
  /// @throws IOException if an address is none
  public Wire(String server, int port, String client, int timeoutMillis) throws IOException {
    this.server = new InetSocketAddress(InetAddress.ofLiteral(server), port);
    this.client =
        client.isEmpty()
            ? InetAddress.ofLiteral(server.indexOf(':') < 0 ? "0.0.0.0" : "::")
            : InetAddress.ofLiteral(client);
    this.timeoutMillis = timeoutMillis;
  }

  /// To 127.0.0.1, from any address.
  ///
  /// @throws IOException never
  public static Wire loopback(int port, int timeoutMillis) throws IOException {
    return new Wire("127.0.0.1", port, "", timeoutMillis);
  }

  /// Sends by UDP and gives the answer with the same id.
  ///
  /// @throws IOException if none comes within the time
  public byte[] udp(byte[] question) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(client, 0))) {
      socket.connect(server);
      socket.setSoTimeout(timeoutMillis);
      socket.send(new DatagramPacket(question, question.length));
      byte[] buffer = new byte[MESSAGE_BYTES_MAX];
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        if (packet.getLength() >= 12 && buffer[0] == question[0] && buffer[1] == question[1]) {
          return Arrays.copyOf(buffer, packet.getLength());
        }
      }
    }
  }

  /// Sends by TCP and gives the first answer.
  ///
  /// @throws IOException if none comes within the time
  public byte[] tcp(byte[] question) throws IOException {
    try (Socket socket = connect()) {
      send(socket, question);
      return receive(new DataInputStream(socket.getInputStream()));
    }
  }

  /// Asks for a zone by TCP: its messages as one, the records of all in order.
  ///
  /// @throws IOException if the transfer does not end within the time
  public WireMessage transfer(byte[] question) throws IOException {
    List<byte[]> messages = transferMessages(question);
    WireMessage whole = WireMessage.read(messages.getFirst());
    for (byte[] message : messages.subList(1, messages.size())) {
      whole = whole.withMoreAnswers(WireMessage.read(message).answers());
    }
    return whole;
  }

  /// Asks for a zone by TCP: its messages, up to the second SOA or an error.
  ///
  /// @throws IOException if the transfer does not end within the time
  public List<byte[]> transferMessages(byte[] question) throws IOException {
    try (Socket socket = connect()) {
      send(socket, question);
      DataInputStream input = new DataInputStream(socket.getInputStream());
      List<byte[]> messages = new ArrayList<>();
      long soas = 0;
      while (messages.size() < TRANSFER_MESSAGES_MAX) {
        byte[] bytes = receive(input);
        messages.add(bytes);
        WireMessage message = WireMessage.read(bytes);
        soas += message.soaCount();
        if (soas >= 2 || message.answers().isEmpty() || (message.flags() & 15) != 0) break;
      }
      return messages;
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(client, 0));
    socket.connect(server, timeoutMillis);
    socket.setSoTimeout(timeoutMillis);
    return socket;
  }

  private static void send(Socket socket, byte[] question) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    byte[] framed = new byte[question.length + 2];
    framed[0] = (byte) (question.length >> 8);
    framed[1] = (byte) question.length;
    System.arraycopy(question, 0, framed, 2, question.length);
    out.write(framed);
    out.flush();
  }

  private static byte[] receive(DataInputStream input) throws IOException {
    byte[] answer = new byte[input.readUnsignedShort()];
    input.readFully(answer);
    return answer;
  }
}
