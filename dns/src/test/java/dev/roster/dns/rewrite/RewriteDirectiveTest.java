package dev.roster.dns.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Mnemonics;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.corefile.RewriteConfig;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.pipeline.Asker;
import dev.roster.dns.pipeline.Blocks;
import dev.roster.dns.pipeline.FixedZone;
import dev.roster.dns.pipeline.ServerBlock;
import dev.roster.dns.pipeline.Worlds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What each rule does to a question and to its answer, as CoreDNS 1.14.7 does.
class RewriteDirectiveTest {
  private static final String ZONE =
      """
      www.up.test. 300 A 192.0.2.1
      www.up.test. 300 TXT hello
      multi.up.test. 300 A 192.0.2.1
      multi.up.test. 300 A 192.0.2.2
      alias.up.test. 300 CNAME www.up.test.
      _s._tcp.up.test. 20 SRV www.up.test.
      up.test. 20 MX mail.up.test.
      long.up.test. 7200 A 192.0.2.10
      short.up.test. 5 A 192.0.2.11
      """;

  private final FixedZone zone = new FixedZone(ZONE);

  /// `QUESTION TYPE -> RCODE RECORD; RECORD`, and the rules before it.
  @Test
  void answers() {
    String[] cases = {
      "name www.old.test www.up.test | www.old.test A | NOERROR www.old.test. 300 A 192.0.2.1",
      "name www.old.test www.up.test | WWW.old.test A | NOERROR www.old.test. 300 A 192.0.2.1",
      "name www.old.test www.up.test | x.www.old.test A | NXDOMAIN",
      "name exact www.old.test alias.up.test | www.old.test A | NOERROR"
          + " www.old.test. 300 CNAME www.up.test.; www.up.test. 300 A 192.0.2.1",
      "name suffix .old.test .up.test | www.old.test A | NOERROR www.up.test. 300 A 192.0.2.1",
      "name suffix .old.test .up.test answer auto | www.old.test A | NOERROR"
          + " www.old.test. 300 A 192.0.2.1",
      "name suffix .old.test .up.test answer auto | alias.old.test A | NOERROR"
          + " alias.old.test. 300 CNAME www.old.test.; www.old.test. 300 A 192.0.2.1",
      "name suffix .old.test .up.test answer auto | _s._tcp.old.test SRV | NOERROR"
          + " _s._tcp.old.test. 20 SRV www.old.test.",
      "name suffix old.test up.test answer auto | old.test MX | NOERROR"
          + " old.test. 20 MX mail.old.test.",
      "name prefix w. www. | w.up.test A | NOERROR www.up.test. 300 A 192.0.2.1",
      "name prefix w www | w.up.test A | NOERROR www.up.test. 300 A 192.0.2.1",
      "name prefix w- www. | w-up.test A | NXDOMAIN",
      "name substring old up | www.old.test A | NOERROR www.up.test. 300 A 192.0.2.1",
      "name substring old up answer auto | www.old.test A | NOERROR www.old.test. 300 A 192.0.2.1",
      "name regex (.*)\\.old\\.(.*)\\. {1}.up.{2} | www.old.test A | NOERROR"
          + " www.up.test. 300 A 192.0.2.1",
      "name regex (.*)\\.old\\.test\\. {1}.up.test answer name (.*)\\.up\\.test\\. {1}.old.test"
          + " | www.old.test A | NOERROR www.old.test. 300 A 192.0.2.1",
      "name regex (.*)\\.old\\.test\\. {1}.up.test answer value (.*)\\.up\\.test\\. {1}.x.test"
          + " | alias.old.test A | NOERROR"
          + " alias.up.test. 300 CNAME www.x.test.; www.up.test. 300 A 192.0.2.1",
      "name regex (.*)\\.old\\.test\\. {1}..test | www.old.test A | SERVFAIL",
      "ttl exact long.up.test -100 | long.up.test A | NOERROR long.up.test. 100 A 192.0.2.10",
      "ttl short.up.test 60- | short.up.test A | NOERROR short.up.test. 60 A 192.0.2.11",
      "ttl regex . 30-600 | long.up.test A | NOERROR long.up.test. 600 A 192.0.2.10",
      "ttl suffix up.test 7 | www.up.test A | NOERROR www.up.test. 7 A 192.0.2.1",
      "ttl prefix www 7 | long.up.test A | NOERROR long.up.test. 7200 A 192.0.2.10",
      "rcode exact no.up.test NXDOMAIN NOERROR | no.up.test A | NOERROR",
      "rcode exact no.up.test SERVFAIL NOERROR | no.up.test A | NXDOMAIN",
      "rcode substring up NOERROR 5 | www.up.test A | REFUSED www.up.test. 300 A 192.0.2.1",
      "type TXT A | www.up.test TXT | NOERROR www.up.test. 300 A 192.0.2.1",
      "type TXT A | multi.up.test TXT | NOERROR"
          + " multi.up.test. 300 A 192.0.2.1; multi.up.test. 300 A 192.0.2.2",
      "cname exact www.up.test. multi.up.test. | alias.up.test A | NOERROR"
          + " alias.up.test. 300 CNAME multi.up.test.; multi.up.test. 300 A 192.0.2.1;"
          + " multi.up.test. 300 A 192.0.2.2",
      "cname prefix www multi | alias.up.test A | NOERROR"
          + " alias.up.test. 300 CNAME multi.up.test.; multi.up.test. 300 A 192.0.2.1;"
          + " multi.up.test. 300 A 192.0.2.2",
      "cname suffix up.test. nope. | alias.up.test A | NOERROR alias.up.test. 300 CNAME www.nope.",
      "cname regex ^w+\\.(.*)$ multi.{1} | alias.up.test A | NOERROR"
          + " alias.up.test. 300 CNAME multi.up.test.; multi.up.test. 300 A 192.0.2.1;"
          + " multi.up.test. 300 A 192.0.2.2",
      "continue name a.test b.test + name b.test www.up.test | a.test A | NOERROR"
          + " a.test. 300 A 192.0.2.1",
      "name a.test b.test + name b.test www.up.test | a.test A | NXDOMAIN",
      "stop name a.test www.up.test + ttl a.test 5 | a.test A | NOERROR a.test. 300 A 192.0.2.1",
      "continue name a.test www.up.test + ttl www.up.test 5 | a.test A | NOERROR"
          + " a.test. 5 A 192.0.2.1",
    };
    for (String text : cases) {
      String[] parts = text.split(" \\| ", -1);
      String[] question = parts[1].split(" ", -1);
      Message reply = asker(parts[0].split(" \\+ ", -1)).ask(question[0], type(question[1]));
      List<String> records = reply.answers().stream().map(FixedZone::line).toList();
      String found = Rcode.toText(reply.rcode()) + " " + String.join("; ", records);
      assertThat(found.strip()).as(text).isEqualTo(parts[2]);
      assertThat(reply.questions())
          .as(text)
          .containsExactly(new Message.Question(Name.of(question[0]), type(question[1]), 1));
    }
  }

  /// Where nothing is turned back and no rule stops, CoreDNS's reply shows the other question.
  @Test
  void aQuestionThatNobodyTurnsBackIsShown() {
    String[] cases = {
      "continue name suffix .old.test .up.test | www.up.test A",
      "continue name suffix .old.test .up.test answer auto | WWW.old.test A",
      "continue name exact www.old.test www.up.test | WWW.old.test A",
      "name suffix .old.test .up.test | WWW.old.test A",
      "continue type A TXT | WWW.old.test TXT",
      "continue name prefix www.old. multi.up. + continue type A TXT | multi.up.test TXT",
      "continue name suffix .old.test .no.test | www.no.test A",
    };
    for (String text : cases) {
      String[] parts = text.split(" \\| ", -1);
      String[] shown = parts[1].split(" ", -1);
      Message reply = asker(parts[0].split(" \\+ ", -1)).ask("WWW.old.test", type("A"));
      Message.Question question = reply.questions().getFirst();
      assertThat(question.name().toString()).as(text).isEqualTo(shown[0] + ".");
      assertThat(question.type()).as(text).isEqualTo(type(shown[1]));
    }
  }

  @Test
  void theClassOfTheQuestionIsTurnedAndTurnedBack() {
    Asker asker = asker("class CH IN");
    byte[] query = Asker.query("www.up.test", RecordType.A, Optional.empty());
    query[query.length - 1] = 3;
    Message reply = Asker.message(asker.ask(query));
    assertThat(reply.questions().getFirst().qclass()).isEqualTo(3);
    assertThat(reply.answers()).hasSize(1);
    assertThat(zone.last().qclass()).isEqualTo(1);
    asker("type A A").ask(query);
    assertThat(zone.last().qclass()).isEqualTo(3);
  }

  @Test
  void optionsGoToTheNextAndBackUnlessTheyAreReverted() {
    Edns.Option hello = new Edns.Option(0xffee, "hello".getBytes(StandardCharsets.US_ASCII));
    Edns.Option theirs = new Edns.Option(0xffee, new byte[] {1});
    Edns.Option nsid = new Edns.Option(Edns.NSID, new byte[0]);
    assertThat(opt("edns0 local set 0xffee hello", List.of(theirs))).containsExactly(hello);
    assertThat(opt("edns0 local append 0xffee hello", List.of(theirs)))
        .containsExactly(theirs, hello);
    assertThat(opt("edns0 local replace 0xffee hello", List.of())).isEmpty();
    assertThat(opt("edns0 local set 0xffee hello revert", List.of(theirs))).containsExactly(theirs);
    assertThat(opt("edns0 local set 0xffee hello revert", List.of())).isEmpty();
    assertThat(opt("edns0 local unset 65518", List.of(theirs, nsid))).containsExactly(nsid);
    assertThat(opt("edns0 nsid set", List.of())).containsExactly(nsid);
    assertThat(opt("edns0 local set 0xffee 0x01", List.of())).containsExactly(theirs);
    assertThat(opt("edns0 local set 0xffee {qtype}", List.of()))
        .containsExactly(new Edns.Option(0xffee, new byte[] {0, 1}));
    assertThat(opt("edns0 local set 0xffee {client_ip}", List.of()))
        .containsExactly(new Edns.Option(0xffee, new byte[] {127, 0, 0, 1}));
    // A network goes to an upstream, never back.
    assertThat(opt("edns0 subnet set 24 56", List.of())).isEmpty();
  }

  /// As CoreDNS, against RFC 6891 section 6.1.1.
  @Test
  void aRequestWithoutOptGetsOne() {
    Message reply = asker("edns0 nsid set").ask("www.up.test", RecordType.A);
    assertThat(reply.edns())
        .contains(new Edns(4096, 0, false, List.of(new Edns.Option(Edns.NSID, new byte[0]))));
  }

  private List<Edns.Option> opt(String rule, List<Edns.Option> options) {
    Edns edns = new Edns(1232, 0, true, options);
    Message reply = asker(rule).ask("www.up.test", RecordType.A, Optional.of(edns));
    assertThat(reply.edns().orElseThrow().udpSize()).isEqualTo(1232);
    assertThat(reply.edns().orElseThrow().dnssecOk()).isTrue();
    return reply.edns().orElseThrow().options();
  }

  /// Answers of the catalog stay remembered, and no zone's denial answers for a name that a rule
  /// means.
  @Test
  void theMemoryOfAnswersSeesOnlyWhatNoRuleMeans() {
    String[] lists = {
      "name suffix .old.default.svc.cluster.local .default.svc.cluster.local answer auto",
      "name prefix db.old. db.",
      "name substring .old. .",
      "name regex (.*)\\.old\\.(.*)\\. {1}.{2}",
      "name exact db.old.default.svc.cluster.local db.default.svc.cluster.local",
    };
    for (String rule : lists) {
      Asker asker =
          new Asker(Worlds.small(), true, List.of(Blocks.cluster(false, directive(rule))));
      String nope = "db.older.default.svc.cluster.local";
      for (int i = 0; i < 3; i++) {
        assertThat(asker.ask(nope, RecordType.A).rcode()).as(rule).isEqualTo(Rcode.NXDOMAIN);
        assertThat(asker.ask("db.default.svc.cluster.local", RecordType.A).answers())
            .as(rule)
            .hasSize(3);
      }
      long hits = asker.metrics.total(Event.PLAN_HIT);
      assertThat(hits).as(rule).isEqualTo(rule.contains("regex") ? 2 : 4);
      for (int i = 0; i < 3; i++) {
        Message reply = asker.ask("db.old.default.svc.cluster.local", RecordType.A);
        assertThat(reply.answers()).as(rule).hasSize(3);
      }
    }
  }

  private Asker asker(String... rules) {
    ServerBlock block = new ServerBlock(Name.ROOT, "", List.of(), List.of(zone, directive(rules)));
    return new Asker(Catalog.EMPTY, true, List.of(block));
  }

  private static RewriteDirective directive(String... rules) {
    String text = ". {\n rewrite " + String.join("\n rewrite ", rules) + "\n}\n";
    return switch (CorefileReader.read(text, "Corefile", Map.of())) {
      case CorefileResult.Read(var config) ->
          new RewriteDirective(config.blocks().getFirst().find(RewriteConfig.class).orElseThrow());
      case CorefileResult.Refused(var problems) -> throw new AssertionError(problems);
    };
  }

  private static int type(String text) {
    return Mnemonics.type(text).orElseThrow();
  }
}
