package dev.roster.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.MessageDecoder.Decoded;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.cache.CacheDirective;
import dev.roster.dns.cache.CacheMetrics;
import dev.roster.dns.corefile.CacheConfig;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.corefile.ForwardConfig;
import dev.roster.dns.pipeline.Asked;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Question;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.ServerBlock;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Upstreams on loopback that answer rightly, wrongly or not at all.
class ForwardDirectiveTest {
  private static final Name NAME = Name.of("www.example.org");

  private final AtomicLong later = new AtomicLong(); // nanoseconds
  private final AtomicInteger asked = new AtomicInteger();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) each.close();
  }

  /// An upstream over UDP; what it says to each question, in order.
  private int upstream(Function<Message, List<byte[]>> script) throws IOException {
    DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    opened.add(socket);
    Thread.ofVirtual().start(() -> serve(socket, script));
    return socket.getLocalPort();
  }

  private void serve(DatagramSocket socket, Function<Message, List<byte[]>> script) {
    byte[] buffer = new byte[4096];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        asked.incrementAndGet();
        Decoded decoded = MessageDecoder.decode(buffer, 0, packet.getLength());
        if (!(decoded instanceof Decoded.Whole(Message question))) continue;
        for (byte[] said : script.apply(question)) {
          socket.send(new DatagramPacket(said, said.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static byte[] answer(Message to, int id, int flags, Name name, String address) {
    int type = to.questions().getFirst().type();
    return ReplyEncoder.bytes(
        new Message(
            id,
            flags,
            List.of(new Message.Question(name, type, 1)),
            List.of(new ResourceRecord(name, 300, new RecordData.Address(IpAddress.of(address)))),
            List.of(),
            List.of(),
            0,
            Optional.empty()));
  }

  private static byte[] right(Message to) {
    return answer(to, to.id(), Flags.QR | Flags.RA, to.questions().getFirst().name(), "192.0.2.1");
  }

  private static byte[] evil(Message to, int id, int flags, Name name) {
    return answer(to, id, flags, name, "203.0.113.66");
  }

  private Reply ask(String directives) {
    String corefile = ".:53 {\n" + directives + "\n}\n";
    if (!(CorefileReader.read(corefile, "Corefile", Map.of())
        instanceof CorefileResult.Read(var config))) {
      throw new AssertionError(corefile);
    }
    List<Directive> all = new ArrayList<>();
    var block = config.blocks().getFirst();
    block
        .find(CacheConfig.class)
        .ifPresent(found -> all.add(new CacheDirective(found, new CacheMetrics(), this::now)));
    Forwards forwards = new Forwards((_, _) -> () -> {}, new SplittableRandom(7), this::now);
    ForwardDirective forward =
        forwards.directive(
            block.find(ForwardConfig.class).orElseThrow(), path -> path, new ArrayList<>());
    opened.add(forward);
    all.add(forward);
    served = new ServerBlock(Name.ROOT, "", List.of(), all);
    return again();
  }

  private ServerBlock served = new ServerBlock(Name.ROOT, "", List.of(), List.of());

  private Reply again() {
    Question question = new Question(NAME, RecordType.A);
    Asked carried = new Asked(Flags.RD, Optional.empty(), false);
    Exchange exchange = Exchange.of(question, Catalog.EMPTY, served).with(carried);
    List<Directive> all = served.directives();
    return all.getFirst()
        .answer(
            exchange,
            behind ->
                all.size() == 1
                    ? Reply.failure("end")
                    : all.get(1).answer(behind, _ -> Reply.failure("end")));
  }

  private long now() {
    return System.nanoTime() + later.get();
  }

  private static String address(Reply reply) {
    return reply.answers().stream().map(record -> record.data().toString()).toList().toString();
  }

  @Test
  void whatTheUpstreamSaysGoesBack() throws IOException {
    Reply reply = ask("forward . 127.0.0.1:" + upstream(to -> List.of(right(to))));

    assertThat(reply.rcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.recursionAvailable()).isTrue();
    assertThat(reply.authoritative()).isFalse();
    assertThat(address(reply)).contains("192.0.2.1");
  }

  @Test
  void wrongAnswersAreWaitedOutAndTheRightOneCounts() throws IOException {
    int port =
        upstream(to -> {
          Name name = to.questions().getFirst().name();
          return List.of(
              new byte[] {1, 2, 3},
              evil(to, to.id() ^ 1, Flags.QR, name),
              evil(to, to.id(), 0, name),
              evil(to, to.id(), Flags.QR, Name.of("www.example.net")),
              right(to));
        });

    assertThat(address(ask("forward . 127.0.0.1:" + port))).contains("192.0.2.1");
  }

  @Test
  void answersUnderOtherIdsAloneAreAFailure() throws IOException {
    int port =
        upstream(to ->
            List.of(
                new byte[] {1, 2, 3},
                evil(to, to.id() ^ 1, Flags.QR, to.questions().getFirst().name())));

    Reply reply = ask("forward . 127.0.0.1:" + port + " {\n read_timeout 500ms\n max_fails 0\n }");

    assertThat(reply.rcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(reply.answers()).isEmpty();
    assertThat(reply.failure()).endsWith("i/o timeout");
    assertThat(asked.get()).isEqualTo(2);
  }

  /// Nobody waits for the read timeout of an hour, and the next upstream has its turn.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatCannotBeReadAndWhatAnswersAnotherQuestionEndsATryAtOnce(boolean readable)
      throws IOException {
    int bad =
        upstream(to ->
            List.of(
                readable
                    ? evil(to, to.id(), Flags.QR, Name.of("www.example.net"))
                    : unreadable(to)));
    String hour = " {\n read_timeout 1h\n max_fails 0\n policy sequential\n }";

    Reply alone = ask("forward . 127.0.0.1:" + bad + hour);

    assertThat(alone.rcode()).isEqualTo(readable ? Rcode.FORMERR : Rcode.SERVFAIL);
    assertThat(alone.answers()).isEmpty();
    assertThat(asked.get()).isEqualTo(2);
    int good = upstream(to -> List.of(right(to)));
    Reply behind = ask("forward . 127.0.0.1:" + bad + " 127.0.0.1:" + good + hour);
    assertThat(address(behind)).contains("192.0.2.1");
  }

  /// The right answer with the length of its address cut to 3.
  private static byte[] unreadable(Message to) {
    byte[] bytes = right(to);
    bytes[bytes.length - 5] = 3;
    return bytes;
  }

  /// The words are CoreDNS's, which people look for in logs.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "127.0.0.1:1 ; read udp 127[.]0[.]0[.]1:[0-9]+->127[.]0[.]0[.]1:1: read: connection"
            + " refused",
        "127.0.0.1:1 { force_tcp } ; dial tcp 127[.]0[.]0[.]1:1: connect: connection refused",
        "tls://127.0.0.1:1 ; dial tcp 127[.]0[.]0[.]1:1: connect: connection refused",
        "https://127.0.0.1:1 ; Post .https://127.0.0.1:1/dns-query.: dial tcp 127[.]0[.]0[.]1:1:"
            + " connect: connection refused",
      })
  void aDeadUpstreamIsAFailure(String upstream, String words) {
    Reply reply = ask("forward . " + upstream.replace(" {", " {\n").replace(" }", "\n }"));

    assertThat(reply.rcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(reply.error()).isPresent();
    assertThat(reply.failure()).matches(words);
  }

  @Test
  void theNextUpstreamIsAskedWhereOneIsDead() throws IOException {
    int port = upstream(to -> List.of(right(to)));

    Reply reply = ask("forward . 127.0.0.1:1 127.0.0.1:" + port + " {\n policy sequential\n }");

    assertThat(address(reply)).contains("192.0.2.1");
  }

  @Test
  void keptAnswersCountDownAndEnd() throws IOException {
    int port = upstream(to -> List.of(right(to)));

    Reply first = ask("cache 30\nforward . 127.0.0.1:" + port);
    later.addAndGet(10_000_000_000L);
    Reply second = again();
    later.addAndGet(30_000_000_000L);
    Reply third = again();

    assertThat(first.answers().getFirst().ttlSeconds()).isEqualTo(30);
    assertThat(first.authoritative()).isFalse();
    assertThat(second.answers().getFirst().ttlSeconds()).isBetween(15L, 20L);
    assertThat(second.authoritative()).isTrue();
    assertThat(third.answers().getFirst().ttlSeconds()).isEqualTo(30);
    assertThat(asked.get()).isEqualTo(2);
  }
}
