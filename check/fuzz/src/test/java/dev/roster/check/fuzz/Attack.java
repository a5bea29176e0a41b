package dev.roster.check.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.ExtendedError;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ReplyEncoder;
import dev.roster.core.wire.Request;
import dev.roster.core.wire.RequestDecoder;
import dev.roster.dns.pipeline.Packet;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.xbill.DNS.Section;

/// One worker under attack: each packet goes through its responder, and what comes back is checked.
/// Confined to the thread that runs it, but for [#done].
final class Attack {
  /// Each so many replies one is given to dnsjava as well.
  private static final int SECOND_DECODER_EVERY = 32;

  private static final int WINDOW_FROM = 40;
  private static final Transport[] TRANSPORTS = Transport.values();
  private static final List<byte[]> SOURCES =
      List.of(
          new byte[] {10, 1, 1, 1},
          new byte[] {10, 66, 0, 1},
          new byte[] {10, 77, 0, 1},
          new byte[] {10, 88, 0, 1},
          new byte[] {(byte) 192, 0, 2, 1},
          new byte[] {0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
  private static final Set<Integer> ACL_ERRORS =
      Set.of(ExtendedError.BLOCKED, ExtendedError.FILTERED);
  private static final int DROPPED_SOURCE = 2;
  private static final List<Name> OTHER_BLOCKS =
      List.of(Name.of("view.test"), Name.of("dns64.test"), Name.of("out.test"));

  private final TestSite test;
  private final SplittableRandom random;
  private final Packets packets;
  private final Responder responder;
  private final RequestDecoder decoder = new RequestDecoder();
  private final byte[] window = new byte[Packets.BYTES_MAX + 2 * WINDOW_FROM];

  /// How many packets were sent. Written by the thread that attacks.
  volatile long done;

  private long sent;
  private long replies;

  /// An attack from a seed.
  Attack(TestSite test, long seed) {
    this.test = test;
    this.random = new SplittableRandom(seed);
    this.packets = new Packets(seed);
    this.responder = Responder.ofWorker(4711, seed, test.nanos::get, test.metrics.worker());
  }

  /// An attack on a site of its own, whose files are read once and gone.
  static Attack ofThrowawayFolder() {
    try {
      Path folder = Files.createTempDirectory("roster-fuzz");
      Attack attack = new Attack(new TestSite(folder), 1);
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) Files.delete(file);
      }
      Files.delete(folder);
      return attack;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// What the responder holds of a query, until the next one is sent.
  Packet query() {
    Name name = Name.of("x.view.test");
    byte[] query = ReplyEncoder.bytes(Message.query(1, name, RecordType.A, Optional.empty()));
    send(query, query.length, Transport.UDP, 0);
    return responder.packet();
  }

  /// Sends so many packets.
  void run(long count) {
    for (long i = 0; i < count; i++) {
      int length = packets.next();
      try {
        Transport transport = TRANSPORTS[random.nextInt(TRANSPORTS.length)];
        send(packets.bytes(), length, transport, random.nextInt(SOURCES.size()));
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError("packet " + done + ": " + packets.hex(), failure);
      }
      done = ++sent;
    }
  }

  /// The packet under way.
  String packet() {
    return packets.hex();
  }

  /// Packets that were answered.
  long replies() {
    return replies;
  }

  /// Sends one packet, in a window with other bytes around it.
  ///
  /// @param source index of a client
  void send(byte[] bytes, int length, Transport transport, int source) {
    Arrays.fill(window, 0, WINDOW_FROM, (byte) 0xc0);
    System.arraycopy(bytes, 0, window, WINDOW_FROM, length);
    int end = WINDOW_FROM + length;
    Arrays.fill(window, end, Math.min(window.length, end + WINDOW_FROM), (byte) 0xc0);
    test.nanos.addAndGet(1_000_000);
    responder.packet().from(transport, SOURCES.get(source), 5353);
    responder.packet().keepalive(300);
    int reply = responder.respond(test.site, test.catalog, window, WINDOW_FROM, end);
    if (reply == Responder.HANDED_OVER) reply = responder.refuseToWait();
    boolean mayBeAnswered = length >= Flags.HEADER_BYTES && bytes[2] >= 0;
    Request request = decoder.decode(bytes, 0, length, true);
    if (!mayBeAnswered || (source == DROPPED_SOURCE && isDropped(request))) {
      assertThat(reply).as("bytes of a reply to what must be dropped").isZero();
      return;
    }
    // Zones of `file` say nothing to NOTIFY, also under names that were rewritten to theirs.
    if (reply == 0 && request instanceof Request.Query && Flags.opcode(bytes[2] << 8) != 0) return;
    assertThat(reply).as("bytes of a reply").isPositive();
    check(request, transport, bytes, Arrays.copyOf(responder.packet().replyBytes(), reply));
  }

  /// Whether `acl` drops it.
  private static boolean isDropped(Request request) {
    if (!(request instanceof Request.Query query)) return false;
    // `any` answers first.
    if (query.type() == RecordType.ANY) return false;
    Name name = query.name();
    return OTHER_BLOCKS.stream().noneMatch(name::isIn);
  }

  private void check(Request request, Transport transport, byte[] asked, byte[] reply) {
    replies++;
    int limit = limit(request, transport);
    if (reply.length > limit) {
      throw new AssertionError(reply.length + " bytes (expected: " + limit + " or less)");
    }
    switch (MessageDecoder.decode(reply, 0, reply.length)) {
      case MessageDecoder.Decoded.Malformed(String why) -> throw wrong(why, reply);
      case MessageDecoder.Decoded.Whole(Message message) -> {
        check(request, asked, message, reply);
        // dnsjava minds the length of a cookie, which is sent back as it came.
        boolean options = message.edns().filter(edns -> !edns.options().isEmpty()).isPresent();
        if (replies % SECOND_DECODER_EVERY == 0 && !options) decodeAgain(message, reply);
      }
    }
  }

  private static void decodeAgain(Message message, byte[] reply) {
    try {
      org.xbill.DNS.Message second = new org.xbill.DNS.Message(reply);
      boolean same =
          second.getHeader().getID() == message.id()
              && second.getSection(Section.ANSWER).size() == message.answers().size()
              && second.getSection(Section.AUTHORITY).size() == message.authorities().size();
      if (!same) throw wrong("dnsjava reads " + second, reply);
    } catch (IOException malformed) {
      throw wrong("dnsjava: " + malformed.getMessage(), reply);
    }
  }

  private static int limit(Request request, Transport transport) {
    if (transport.isStream()) return Message.BYTES_MAX;
    return request instanceof Request.Query query ? Math.max(512, query.udpSize()) : 512;
  }

  private static void check(Request request, byte[] asked, Message reply, byte[] bytes) {
    if (reply.id() != (((asked[0] & 0xff) << 8) | (asked[1] & 0xff))) throw wrong("id", bytes);
    if (!reply.has(Flags.QR)) throw wrong("no QR", bytes);
    int refused = request instanceof Request.Refuse(int rcode, _) ? rcode : Rcode.NOERROR;
    boolean own = refused == Rcode.FORMERR || refused == Rcode.NOTIMP;
    int opcode = asked[2] & 0x78;
    // Of what is no query, RD goes back only where the header is the client's own.
    int expected = refused == Rcode.FORMERR ? 0 : opcode;
    if (own || opcode == 0) expected |= asked[2] & 1;
    if ((bytes[2] & 0x79) != expected) throw wrong("opcode or RD", bytes);
    if (!(request instanceof Request.Query query)) return;
    boolean same =
        reply.questions().size() == 1
            && reply.questions().getFirst().name().equalsExactly(query.name())
            && reply.questions().getFirst().type() == query.type();
    if (!same) throw wrong("another question", bytes);
    // What acl says, it says in an OPT record that nobody asked for, as CoreDNS's.
    boolean unasked = reply.edns().filter(Attack::isOfAcl).isPresent();
    if (reply.edns().isPresent() != query.edns() && !unasked) {
      throw wrong("OPT asked: " + query.edns(), bytes);
    }
  }

  private static boolean isOfAcl(Edns edns) {
    return edns.options().stream()
        .anyMatch(option ->
            option.code() == Edns.EXTENDED_ERROR && ACL_ERRORS.contains((int) option.bytes()[1]));
  }

  private static AssertionError wrong(String what, byte[] reply) {
    return new AssertionError(what + ": " + HexFormat.of().formatHex(reply));
  }
}
