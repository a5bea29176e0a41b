package dev.roster.app.verbs;

import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.core.zonetext.RecordText;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `roster dig`: asks the running server and prints like dig.
@Command(
    name = "dig",
    description =
        "Ask the running server for a name: dig db-service.default.svc.cluster.local SRV.")
public final class DigVerb extends ServerVerb {
  /// How long to wait for one answer.
  static final int ANSWER_MILLIS_MAX = 5_000;

  /// How often to ask over UDP.
  static final int TRIES_MAX = 3;

  private static final int UDP_BYTES = 1232;

  @Parameters(
      paramLabel = "NAME [TYPE] [+short] [+tcp] [-x ADDRESS]",
      description = "The name, the record type (default: A), and how to ask and print.")
  private List<String> words = List.of();

  @Option(
      names = {"-s", "--dns"},
      paramLabel = "ADDR:PORT",
      description = "The server (default: the one of the running up).")
  private String server = "";

  @Option(names = "-x", paramLabel = "ADDRESS", description = "The name of an address instead.")
  private String reverse = "";

  @Override
  public Integer call() throws VerbException {
    DigQuestion question = DigQuestion.of(words, reverse);
    InetSocketAddress address = server();
    Message query =
        Message.query(
            RandomGenerator.getDefault().nextInt(0x10000),
            question.name(),
            question.type(),
            question.edns() ? Optional.of(Edns.of(UDP_BYTES)) : Optional.empty());
    long start = System.nanoTime();
    Received received = ask(address, ReplyEncoder.bytes(query), query.id(), question.tcp());
    long millis = (System.nanoTime() - start) / 1_000_000;
    if (question.brief()) {
      received.message().answers().forEach(r -> out().println(RecordText.text(r.data())));
      return ExitCode.OK;
    }
    String how = received.tcp() ? "TCP" : "UDP";
    String from = address.getAddress().getHostAddress() + "#" + address.getPort();
    out().print(DigText.message(question, received.message()));
    out().println(";; Query time: " + millis + " msec");
    out().println(";; SERVER: " + from + "(" + from + ") (" + how + ")");
    out().println(";; MSG SIZE  rcvd: " + received.bytes());
    out().println();
    return ExitCode.OK;
  }

  private record Received(Message message, int bytes, boolean tcp) {}

  private Received ask(InetSocketAddress address, byte[] query, int id, boolean tcp)
      throws VerbException {
    try {
      if (tcp) return overTcp(address, query);
      Optional<Received> answer = Optional.empty();
      for (int tries = 0; tries < TRIES_MAX && answer.isEmpty(); tries++) {
        answer = overUdp(address, query, id);
      }
      if (answer.isEmpty()) {
        throw new VerbException(
            ExitCode.FAILED,
            ";; communications error to "
                + address
                + ": timed out\n;; no servers could be reached");
      }
      // As dig: what was cut off is asked for again over TCP.
      if (!answer.get().message().has(Flags.TC)) return answer.get();
      out().println(";; Truncated, retrying in TCP mode.");
      return overTcp(address, query);
    } catch (IOException failed) {
      throw new VerbException(
          ExitCode.FAILED,
          ";; communications error to "
              + address
              + ": "
              + ApiClient.reason(failed)
              + "\n;; no servers could be reached");
    }
  }

  private static Optional<Received> overUdp(InetSocketAddress address, byte[] query, int id)
      throws IOException, VerbException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(address);
      socket.setSoTimeout(ANSWER_MILLIS_MAX);
      socket.send(new DatagramPacket(query, query.length));
      DatagramPacket packet = new DatagramPacket(new byte[Message.BYTES_MAX], Message.BYTES_MAX);
      socket.receive(packet);
      Message message = decoded(packet.getData(), packet.getLength());
      if (message.id() != id) return Optional.empty();
      return Optional.of(new Received(message, packet.getLength(), false));
    } catch (java.net.SocketTimeoutException late) {
      return Optional.empty();
    }
  }

  private static Received overTcp(InetSocketAddress address, byte[] query)
      throws IOException, VerbException {
    try (Socket socket = new Socket()) {
      socket.connect(address, ANSWER_MILLIS_MAX);
      socket.setSoTimeout(ANSWER_MILLIS_MAX);
      byte[] framed = new byte[query.length + 2];
      framed[0] = (byte) (query.length >> 8);
      framed[1] = (byte) query.length;
      System.arraycopy(query, 0, framed, 2, query.length);
      socket.getOutputStream().write(framed);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] reply = new byte[in.readUnsignedShort()];
      in.readFully(reply);
      return new Received(decoded(reply, reply.length), reply.length, true);
    }
  }

  private static Message decoded(byte[] bytes, int length) throws VerbException {
    return switch (MessageDecoder.decode(bytes, 0, length)) {
      case MessageDecoder.Decoded.Whole(var message) -> message;
      case MessageDecoder.Decoded.Malformed(var why) ->
          throw new VerbException(ExitCode.FAILED, ";; Got bad packet: " + why);
    };
  }

  /// The given address, or what the running `up` wrote to `DATA/dns`.
  private InetSocketAddress server() throws VerbException {
    String text = server;
    if (text.isEmpty()) {
      try {
        List<String> lines = Files.readAllLines(data().resolve("dns"), StandardCharsets.UTF_8);
        text = lines.isEmpty() ? "" : lines.getFirst().strip();
      } catch (IOException unreadable) {
        throw ApiClient.notRunning(data());
      }
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    String port = colon < 0 ? "" : text.substring(colon + 1);
    if (host.startsWith("[") && host.endsWith("]")) host = host.substring(1, host.length() - 1);
    if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new VerbException(
          ExitCode.MEND, "roster: the DNS server is \"" + text + "\" (expected: ADDRESS:PORT)");
    }
    try {
      return new InetSocketAddress(InetAddress.ofLiteral(host), Integer.parseInt(port));
    } catch (IllegalArgumentException noAddress) {
      throw new VerbException(
          ExitCode.MEND, "roster: the DNS server is \"" + text + "\" (expected: ADDRESS:PORT)");
    }
  }
}
