package dev.roster.dns.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.CatalogEdit;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.ExtendedError;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.directive.LoadbalanceDirective;
import dev.roster.dns.directive.StrictDirective;
import dev.roster.dns.metrics.Counters.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Headers, OPT, sizes, blocks and gates.
class ResponderTest {
  private static final String DB = "db.default.svc.cluster.local";
  private final Asker asker = new Asker(Worlds.small(), true, List.of(Blocks.cluster(false)));

  @Test
  void theHeaderRepeatsWhatItMust() {
    byte[] query = Asker.query(DB, RecordType.A, Optional.empty());
    query[3] |= Flags.CD | Flags.AD;
    Message reply = Asker.message(asker.ask(query));
    assertThat(reply.id()).isEqualTo(4711);
    assertThat(reply.flags()).isEqualTo(Flags.QR | Flags.AA | Flags.RD | Flags.CD);
    assertThat(reply.questions().getFirst().name()).isEqualTo(Name.of(DB));
  }

  @Test
  void theQuestionKeepsItsLetterCase() {
    for (int i = 0; i < 3; i++) {
      Message reply = asker.ask("dB.Default.svc.CLUSTER.local", RecordType.A);
      Name asked = Name.of("dB.Default.svc.CLUSTER.local");
      assertThat(reply.questions().getFirst().name().equalsExactly(asked)).isTrue();
      assertThat(reply.answers()).allMatch(record -> record.owner().equalsExactly(asked));
    }
  }

  @Test
  void optIsAnsweredWithOpt() {
    Edns.Option cookie = new Edns.Option(Edns.COOKIE, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    Edns.Option subnet = new Edns.Option(8, new byte[] {0, 1, 0, 0});
    Edns edns = new Edns(4096, 0, true, List.of(subnet, cookie));
    Message reply = asker.ask(DB, RecordType.A, Optional.of(edns));
    assertThat(reply.edns()).contains(new Edns(4096, 0, true, List.of(cookie)));
    assertThat(asker.ask(DB, RecordType.A).edns()).isEmpty();
  }

  @Test
  void anotherEdnsVersionIsBadvers() {
    Message reply = asker.ask(DB, RecordType.A, Optional.of(new Edns(1232, 7, true, List.of())));
    assertThat(reply.rcode()).isEqualTo(Rcode.BADVERS);
    assertThat(reply.edns()).contains(new Edns(0, 0, false, List.of()));
    assertThat(reply.questions()).hasSize(1);
  }

  @Test
  void sizesAreTheClientsButAtLeastFiveHundredTwelve() {
    assertThat(sizeOf(Optional.empty())).isLessThanOrEqualTo(512);
    assertThat(sizeOf(Optional.of(Edns.of(100)))).isBetween(480, 512);
    assertThat(sizeOf(Optional.of(Edns.of(1232)))).isBetween(1210, 1232);
    assertThat(sizeOf(Optional.of(Edns.of(65535)))).isEqualTo(12 + 35 + 400 * 16 + 11);
    asker.transport = Transport.TCP;
    assertThat(sizeOf(Optional.empty())).isEqualTo(12 + 35 + 400 * 16);
  }

  private int sizeOf(Optional<Edns> edns) {
    return asker.ask(Asker.query("big.default.svc.cluster.local", RecordType.A, edns)).length;
  }

  /// RFC 2181 section 9: a part of a record set is of no use, and lost glue is no loss.
  @Test
  void strictLeavesOutWholeSetsAndSaysNothingOfGlue() {
    ServerBlock strict = Blocks.cluster(true, new StrictDirective());
    Asker strictly = new Asker(Worlds.small(), true, List.of(strict));
    for (int i = 0; i < 3; i++) {
      Message addresses = strictly.ask("big.default.svc.cluster.local", RecordType.A);
      assertThat(addresses.answers()).isEmpty();
      assertThat(addresses.has(Flags.TC)).isTrue();
      Message servers = strictly.ask("_pg._tcp." + DB, RecordType.SRV);
      assertThat(servers.answers()).hasSize(3);
      assertThat(servers.has(Flags.TC)).isFalse();
    }
    strictly.transport = Transport.TCP;
    assertThat(strictly.ask("big.default.svc.cluster.local", RecordType.A).answers()).hasSize(400);
  }

  /// A block that only configures has no chain in CoreDNS: REFUSED, not SERVFAIL.
  @Test
  void aBlockThatCannotAnswerRefuses() {
    ServerBlock bare = new ServerBlock(Name.ROOT, "", List.of(), List.of());
    Asker refused = new Asker(Worlds.small(), true, List.of(bare));
    assertThat(refused.ask(DB, RecordType.A).rcode()).isEqualTo(Rcode.REFUSED);
  }

  /// A file may give the records of a set TTLs of their own: they stay with their addresses.
  @Test
  void shuffledAddressesKeepTheirTtls() {
    FixedZone zone =
        new FixedZone(
            """
            m.up.test. 1 A 192.0.2.1
            m.up.test. 2 A 192.0.2.2
            m.up.test. 3 A 192.0.2.3
            m.up.test. 4 A 192.0.2.4
            """);
    ServerBlock block =
        new ServerBlock(Name.ROOT, "", List.of(), List.of(zone, new LoadbalanceDirective()));
    Asker shuffling = new Asker(Worlds.small(), true, List.of(block));
    for (int i = 0; i < 20; i++) {
      for (var record : shuffling.ask("m.up.test", RecordType.A).answers()) {
        assertThat(FixedZone.line(record)).endsWith("192.0.2." + record.ttlSeconds());
      }
    }
  }

  /// DS is asked of the parent's block: the root's only where no other has the name.
  @Test
  void delegationSignersAreTheParents() {
    ServerBlock own = says("a.up.test", Rcode.NXDOMAIN);
    ServerBlock parent = says("up.test", Rcode.REFUSED);
    ServerBlock root = says(".", Rcode.NOTIMP);
    assertThat(signers(List.of(own, parent, root))).isEqualTo(Rcode.REFUSED);
    assertThat(signers(List.of(own, root))).isEqualTo(Rcode.NXDOMAIN);
    assertThat(signers(List.of(root))).isEqualTo(Rcode.NOTIMP);
  }

  private static ServerBlock says(String zone, int rcode) {
    Directive directive =
        new Directive() {
          @Override
          public String name() {
            return "kubernetes";
          }

          @Override
          public Reply answer(Exchange exchange, Chain next) {
            return Reply.rcode(rcode);
          }
        };
    return new ServerBlock(Name.of(zone), "", List.of(), List.of(directive));
  }

  private static int signers(List<ServerBlock> blocks) {
    return new Asker(Worlds.small(), true, blocks).ask("a.up.test", RecordType.DS).rcode();
  }

  /// As in CoreDNS: the answer's flags are the notice's opcode, RD is a query's.
  @Test
  void aNoticeIsAnsweredLikeAQuery() {
    byte[] notice = Asker.query(DB, RecordType.A, Optional.empty());
    notice[2] |= Flags.OPCODE_NOTIFY << 3;
    for (int i = 0; i < 3; i++) {
      Message reply = Asker.message(asker.ask(notice));
      assertThat(reply.answers()).hasSize(3);
      assertThat(reply.flags()).isEqualTo(Flags.QR | Flags.OPCODE_NOTIFY << 11 | Flags.AA);
    }
  }

  @Test
  void aResponseIsNeverAnswered() {
    byte[] query = Asker.query(DB, RecordType.A, Optional.empty());
    query[2] |= (byte) 0x80;
    assertThat(asker.ask(query)).isEmpty();
    assertThat(asker.metrics.total(Event.DROPPED)).isEqualTo(1);
  }

  @Test
  void whatIsNoQueryGetsAnRcode() {
    byte[] update = Asker.query(DB, RecordType.A, Optional.empty());
    update[2] |= 0x28;
    Message reply = Asker.message(asker.ask(update));
    assertThat(reply.rcode()).isEqualTo(Rcode.NOTIMP);
    assertThat(Flags.opcode(reply.flags())).isEqualTo(5);
    byte[] chaos = Asker.query(DB, RecordType.A, Optional.of(Edns.of(1232)));
    chaos[12 + Name.of(DB).wireLength() + 3] = 3;
    Message refused = Asker.message(asker.ask(chaos));
    assertThat(refused.rcode()).isEqualTo(Rcode.REFUSED);
    assertThat(refused.questions().getFirst().qclass()).isEqualTo(3);
    assertThat(refused.edns()).contains(Edns.of(1232));
  }

  @Test
  void notSyncedIsServfailWithAReason() {
    asker.catalog = Catalog.empty(1);
    Message reply = asker.ask(DB, RecordType.A, Optional.of(Edns.of(1232)));
    assertThat(reply.rcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(reply.authorities()).hasSize(1);
    assertThat(reply.edns().orElseThrow().options())
        .singleElement()
        .satisfies(option -> {
          assertThat(option.code()).isEqualTo(Edns.EXTENDED_ERROR);
          assertThat(option.bytes()[1]).isEqualTo((byte) ExtendedError.NOT_READY);
          assertThat(new String(option.bytes(), StandardCharsets.UTF_8)).contains("known yet");
        });
    assertThat(asker.ask(DB, RecordType.A).rcode()).isEqualTo(Rcode.SERVFAIL);
    // Some members are known, and nobody knows whether these are all.
    List<CatalogEdit> steps = new ArrayList<>();
    Worlds.members(steps, "default", "db", 3, 1);
    asker.catalog = Catalog.empty(1).edit(steps, 0).next();
    assertThat(asker.ask(DB, RecordType.A).rcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void whatIsStaleSaysSoToClientsThatCanReadIt() {
    Catalog fresh = asker.catalog;
    for (String name : List.of(DB, "nobody.default.svc.cluster.local")) {
      asker.catalog = fresh;
      Message before = asker.ask(name, RecordType.A);
      asker.ask(name, RecordType.A, Optional.of(Edns.of(1232))); // remembered, without a word
      CatalogEdit stale = new CatalogEdit.Stale(ObjectKey.LOCAL, Kind.SERVICE, true);
      asker.catalog = fresh.edit(List.of(stale), 0).next();
      for (int i = 0; i < 3; i++) {
        assertThat(errors(asker.ask(name, RecordType.A, Optional.of(Edns.of(1232)))))
            .contains(name.equals(DB) ? ExtendedError.STALE_ANSWER : ExtendedError.OTHER);
        assertThat(asker.ask(name, RecordType.A).rcode()).isEqualTo(before.rcode());
      }
      asker.catalog = fresh;
      assertThat(errors(asker.ask(name, RecordType.A, Optional.of(Edns.of(1232)))))
          .doesNotContain(ExtendedError.STALE_ANSWER);
    }
  }

  private static List<Integer> errors(Message reply) {
    return reply.edns().orElseThrow().options().stream()
        .filter(option -> option.code() == Edns.EXTENDED_ERROR)
        .map(option -> option.bytes()[0] << 8 | option.bytes()[1])
        .toList();
  }

  @Test
  void theLongestZoneAnswers() {
    Asker two =
        new Asker(
            Worlds.small(),
            true,
            List.of(block(".", Rcode.NXDOMAIN), block("example.org", Rcode.NOTAUTH)));
    assertThat(two.ask("www.example.org", RecordType.A).rcode()).isEqualTo(Rcode.NOTAUTH);
    assertThat(two.ask("wwwexample.org", RecordType.A).rcode()).isEqualTo(Rcode.NXDOMAIN);
    Asker one = new Asker(Worlds.small(), true, List.of(block("example.org", Rcode.NOTAUTH)));
    assertThat(one.ask("example.com", RecordType.A).rcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void gatesComeBeforeAnyMemory() {
    Gate[] gate = {Gate.PASS};
    Directive guard = new Guard(gate);
    Asker guarded = new Asker(Worlds.small(), true, List.of(Blocks.cluster(false, guard)));
    assertThat(guarded.ask(DB, RecordType.A).answers()).hasSize(3);
    gate[0] = Gate.REFUSED;
    assertThat(guarded.ask(DB, RecordType.A).rcode()).isEqualTo(Rcode.REFUSED);
    gate[0] = Gate.DROP;
    assertThat(guarded.ask(Asker.query(DB, RecordType.A, Optional.empty()))).isEmpty();
    gate[0] = Gate.LEAVE;
    long hits = guarded.metrics.total(Event.PLAN_HIT);
    assertThat(guarded.ask(DB, RecordType.A).answers()).hasSize(3);
    assertThat(guarded.metrics.total(Event.PLAN_HIT)).isEqualTo(hits);
  }

  /// A bug in a directive costs that answer, nothing else.
  @Test
  void aDirectiveThatThrowsIsServfailAndCounted() {
    Directive broken =
        new Directive() {
          @Override
          public String name() {
            return "erratic";
          }

          @Override
          public Reply answer(Exchange exchange, Chain next) {
            throw new IllegalStateException("a bug, as the test wants it");
          }
        };
    ServerBlock block = new ServerBlock(Name.ROOT, "", List.of(), List.of(broken));
    Asker asked = new Asker(Worlds.small(), true, List.of(block));
    assertThat(asked.ask(DB, RecordType.A).rcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(asked.metrics.total(Event.PANIC)).isEqualTo(1);
  }

  @Test
  void noBytesMakeItThrowOrAnswerAResponse() {
    Random random = new Random(3);
    byte[] query = Asker.query(DB, RecordType.A, Optional.of(Edns.of(1232)));
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = query.clone();
      for (int n = random.nextInt(5); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      byte[] reply = asker.ask(bytes);
      if ((bytes[2] & 0x80) != 0) assertThat(reply).isEmpty();
      else assertThat(Asker.message(reply).id()).isEqualTo(Asker.idOf(bytes));
    }
    assertThat(asker.metrics.total(Event.PANIC)).isZero();
  }

  private static ServerBlock block(String zone, int rcode) {
    Directive fixed =
        new Directive() {
          @Override
          public String name() {
            return "erratic";
          }

          @Override
          public Reply answer(Exchange exchange, Chain next) {
            return Reply.rcode(rcode);
          }
        };
    return new ServerBlock(Name.of(zone), "", List.of(), List.of(fixed));
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Guard(Gate[] now) implements Directive {
    @Override
    public String name() {
      return "acl";
    }

    @Override
    public Gate gate(Packet packet) {
      return now[0];
    }
  }
}
