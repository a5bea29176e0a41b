package dev.roster.dns.directive;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.MessageDecoder.Decoded;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.kubernetes.KubernetesDirective;
import dev.roster.dns.pipeline.Worlds;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// A Corefile served on loopback for a test; its `kubernetes` knows [Worlds#small]. Its clock runs,
/// and can be put forward.
final class ServedCorefile implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  final List<String> fatal = new CopyOnWriteArrayList<>();
  final CollectedLines lines = new CollectedLines();
  final AtomicLong later = new AtomicLong(); // nanoseconds
  final DnsService service;
  volatile Catalog catalog = Worlds.small();

  ServedCorefile(String corefile) {
    DnsService.Result result =
        DnsService.start(
            () -> CorefileReader.read(corefile, "Corefile", Map.of()),
            new DnsService.Parts(
                () -> catalog,
                KubernetesDirective::of,
                Map.of(),
                () -> System.nanoTime() + later.get(),
                new SplittableRandom(7),
                lines,
                fatal::add,
                List.of(),
                "0.1"));
    service =
        switch (result) {
          case DnsService.Result.Started(var started) -> started;
          case DnsService.Result.Refused(var problems) ->
              throw new AssertionError(problems.toString());
        };
  }

  InetSocketAddress address() {
    return service.dnsAddresses().getFirst();
  }

  int port() {
    return address().getPort();
  }

  /// Asks over UDP, with OPT.
  Message ask(String name, int type) throws IOException {
    return ask(name, type, Optional.of(Edns.of(1232)));
  }

  Message ask(String name, int type, Optional<Edns> edns) throws IOException {
    Message question = Message.query(4711, dev.roster.core.names.Name.of(name), type, edns);
    byte[] wire = ReplyEncoder.bytes(question);
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.send(new DatagramPacket(wire, wire.length, address()));
      DatagramPacket reply = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(reply);
      return message(reply.getData(), reply.getLength());
    }
  }

  static Message message(byte[] bytes, int length) {
    return switch (MessageDecoder.decode(bytes, 0, length)) {
      case Decoded.Whole(Message message) -> message;
      case Decoded.Malformed(String why) -> throw new AssertionError(why);
    };
  }

  /// The text of the extended error, "" for none.
  static String why(Message reply) {
    return reply.edns().stream()
        .flatMap(edns -> edns.options().stream())
        .filter(option -> option.code() == 15)
        .map(option -> {
          byte[] value = option.bytes();
          int code = ((value[0] & 0xff) << 8) | (value[1] & 0xff);
          return code + " " + new String(value, 2, value.length - 2, StandardCharsets.UTF_8);
        })
        .findFirst()
        .orElse("");
  }

  /// All metrics, as scraped.
  String scrape() throws IOException {
    return get("/metrics");
  }

  /// What a path says, with its head.
  String get(String path) throws IOException {
    InetSocketAddress address = service.httpAddresses().getFirst();
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// The sum of a metric over all its labels that hold `label`.
  double metric(String name, String label) throws IOException {
    return scrape()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Override
  public void close() {
    service.close();
  }
}
