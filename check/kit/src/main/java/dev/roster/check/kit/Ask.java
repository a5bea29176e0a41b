package dev.roster.check.kit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Questions to a server on 127.0.0.1, answers decoded by dnsjava: a second implementation catches
/// the mistakes of ours.
@SuppressWarnings("AddressSelection") // 127.0.0.1 is one address
public final class Ask {
  private static final int TIMEOUT_MILLIS = 3000;
  private static final int MESSAGE_BYTES_MAX = 65535;

  private Ask() {}

  /// Asks once by UDP without EDNS.
  ///
  /// @throws IOException if no answer comes or it can't be decoded
  public static Message udp(int port, String name, String type) throws IOException {
    return udp(port, question(name, type), TIMEOUT_MILLIS);
  }

  /// Sends a message by UDP and gives the answer with the same id.
  ///
  /// @throws IOException if no answer comes within the time or it can't be decoded
  public static Message udp(int port, Message question, int timeoutMillis) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      InetAddress loopback = InetAddress.getByName("127.0.0.1");
      socket.connect(loopback, port);
      socket.setSoTimeout(timeoutMillis);
      byte[] wire = question.toWire();
      socket.send(new DatagramPacket(wire, wire.length));
      byte[] buffer = new byte[MESSAGE_BYTES_MAX];
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        Message answer = new Message(Arrays.copyOf(buffer, packet.getLength()));
        if (answer.getHeader().getID() == question.getHeader().getID()) return answer;
      }
    }
  }

  /// Asks once by TCP.
  ///
  /// @throws IOException if no answer comes or it can't be decoded
  public static Message tcp(int port, String name, String type) throws IOException {
    return tcp(port, question(name, type));
  }

  /// Sends a message by TCP and gives the first answer.
  ///
  /// @throws IOException if no answer comes or it can't be decoded
  public static Message tcp(int port, Message question) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      byte[] wire = question.toWire();
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeShort(wire.length);
      out.write(wire);
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      return new Message(answer);
    }
  }

  /// A question of class IN with RD set; relative names are taken as absolute.
  ///
  /// @throws IOException if the name is none
  public static Message question(String name, String type) throws IOException {
    Name owner = Name.fromString(name.endsWith(".") ? name : name + ".");
    return Message.newQuery(Record.newRecord(owner, Type.value(type, true), DClass.IN));
  }

  /// The same question with an OPT record.
  ///
  /// @throws IOException if the name is none
  public static Message question(String name, String type, int payloadBytes, int ednsVersion)
      throws IOException {
    Message message = question(name, type);
    message.addRecord(new OPTRecord(payloadBytes, 0, ednsVersion), Section.ADDITIONAL);
    return message;
  }

  /// Whether any answer comes to a question for `dns-version.cluster.local.` within the time.
  ///
  /// @throws IOException if the socket fails other than by refusal
  public static boolean answers(int port, int timeoutMillis) throws IOException {
    try {
      udp(port, question("dns-version.cluster.local.", "TXT"), timeoutMillis);
      return true;
    } catch (SocketTimeoutException | java.net.PortUnreachableException e) {
      return false;
    }
  }
}
