package dev.roster.dns.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.Name;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Mnemonics;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.corefile.TemplateConfig;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.pipeline.Asker;
import dev.roster.dns.pipeline.Blocks;
import dev.roster.dns.pipeline.FixedZone;
import dev.roster.dns.pipeline.ServerBlock;
import dev.roster.dns.pipeline.Worlds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What comes out of `template`, as CoreDNS 1.14.7 has it.
class TemplateDirectiveTest {
  private static final String ADDRESS =
      """
      IN A tpl.test {
       match "^ip-(?P<a>[0-9]*)-(?P<b>[0-9]*)[.]tpl[.]test[.]$"
       answer "{{ .Name }} 60 IN A 10.0.{{ .Group.a }}.{{ .Group.b }}"
      FALL}
      """;

  private static final String ALIAS =
      "IN ANY tpl.test {\n answer \"{{ .Name }} 5 CNAME www.up.test.\"\n}\n";

  private static final String MX =
      """
      IN MX example {
       match ^ip-10-(?P<b>[0-9]*)-(?P<c>[0-9]*)[.]example[.]$
       answer "{{ .Name }} 60 IN MX 10 {{ .Name }}"
       additional "{{ .Name }} 60 IN A 10.0.{{ .Group.b }}.{{ .Group.c }}"
       authority "example. 60 IN NS ns0.example." "example. 60 IN NS ns1.example."
      }
      """;

  @Test
  void answers() {
    String fall = ADDRESS.replace("FALL", " fallthrough\n");
    String none = ADDRESS.replace("FALL", "");
    check(none, "ip-1-2.tpl.test", "A", "NOERROR ip-1-2.tpl.test. 60 A 10.0.1.2");
    check(none, "IP-1-2.tpl.test", "A", "NOERROR ip-1-2.tpl.test. 60 A 10.0.1.2");
    check(none, "ip-1-2.tpl.test", "AAAA", "NXDOMAIN");
    check(none, "x.tpl.test", "A", "SERVFAIL");
    check(none, "ip-1-999.tpl.test", "A", "SERVFAIL");
    check(none, "www.up.test", "A", "NOERROR www.up.test. 300 A 192.0.2.1");
    check(fall, "x.tpl.test", "A", "NXDOMAIN");
    check(none, "ip-1-2.tpl.test", "ANY", "NOERROR ip-1-2.tpl.test. 60 A 10.0.1.2");
    check("ANY ANY . {\n rcode NXDOMAIN\n}\n", "www.up.test", "A", "NXDOMAIN");
    check("ANY ANY . {\n rcode SERVFAIL\n}\n", "www.up.test", "A", "SERVFAIL");
    check("IN AAAA .", "www.up.test", "AAAA", "NOERROR");
    check(ALIAS, "x.tpl.test", "TXT", "NOERROR x.tpl.test. 5 CNAME www.up.test.");
    check(
        ALIAS,
        "x.tpl.test",
        "A",
        "NOERROR x.tpl.test. 5 CNAME www.up.test. www.up.test. 300 A 192.0.2.1");
  }

  @Test
  void allSectionsAreWritten() {
    Message reply = asker(MX).ask("ip-10-1-2.example", RecordType.MX);
    assertThat(reply.has(0x0400)).isTrue();
    assertThat(reply.answers()).hasSize(1);
    assertThat(reply.authorities()).hasSize(2);
    assertThat(reply.additionals()).hasSize(1);
  }

  @Test
  void anExtendedErrorSaysWhy() {
    Asker asker = asker("ANY ANY invalid {\n rcode NXDOMAIN\n ederror 21 \"not here\"\n}\n");
    Edns.Option cookie = new Edns.Option(Edns.COOKIE, new byte[8]);
    Edns sent = new Edns(1232, 0, false, List.of(cookie));
    Edns edns = asker.ask("x.invalid", RecordType.A, Optional.of(sent)).edns().orElseThrow();
    byte[] said = {0, 21, 'n', 'o', 't', ' ', 'h', 'e', 'r', 'e'};
    assertThat(edns.options()).containsExactly(new Edns.Option(Edns.EXTENDED_ERROR, said));
  }

  /// It goes with the DO bit to clients that sent no OPT too.
  @Test
  void anExtendedErrorGoesToAll() {
    Asker asker = asker("ANY ANY invalid {\n ederror 15\n}\n");
    Edns unasked = asker.ask("x.invalid", RecordType.A).edns().orElseThrow();
    byte[] blocked = {0, 15};
    assertThat(unasked)
        .isEqualTo(new Edns(4096, 0, true, List.of(new Edns.Option(Edns.EXTENDED_ERROR, blocked))));
    Edns asked =
        asker.ask("x.invalid", RecordType.A, Optional.of(Edns.of(1232))).edns().orElseThrow();
    assertThat(asked.dnssecOk()).isTrue();
    assertThat(asked.udpSize()).isEqualTo(1232);
  }

  @Test
  void aRecordOfAnotherClassIsWritten() {
    Message reply =
        asker("ANY TXT . {\n answer \"{{ .Name }} 60 CH TXT hi\"\n}\n").ask("a", RecordType.TXT);
    assertThat(reply.rcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.answers()).hasSize(1);
  }

  /// The rule of each `expr` and `var`, and what is asked; the second column is what is answered.
  @Test
  void conditionsAndVariables() {
    String name = "IN A up.test {\n expr name() == 'www.up.test.' && class() == 'IN'\n A\n}\n";
    wants(name, "www.up.test", "192.0.2.9");
    wants(name, "b.up.test", "SERVFAIL");
    wants(name.replace("A\n}", "A\n fallthrough\n}"), "b.up.test", "NXDOMAIN");
    wants(name.replace("A\n}", "A\n fallthrough no.test\n}"), "b.up.test", "SERVFAIL");
    wants("IN A up.test {\n expr 1\n A\n}\n", "www.up.test", "SERVFAIL");
    wants("IN A . {\n expr type() == 'A'\n expr port() == ''\n A\n}\n", "a.", "SERVFAIL");
    wants("IN A . {\n expr incidr(client_ip(), '127.0.0.0/8')\n A\n}\n", "a.", "192.0.2.9");
    // What has no value is SERVFAIL, whatever falls through.
    String broken = "IN A . {\n expr incidr('notanip', '10.0.0.0/8')\n A\n fallthrough\n}\n";
    wants(broken, "www.up.test", "SERVFAIL");
    wants(broken.replace("expr ", "var bad "), "www.up.test", "SERVFAIL");
    wants(broken.replace("expr ", "match ^x$\n expr "), "www.up.test", "192.0.2.1");
    String number =
        """
        IN A . {
         match ^(?P<n>[0-9]+)[.]up[.]test[.]$
         var num int(group('n'))
         var double num * 2
         expr num > 1
         answer "{{ .Name }} 60 IN A 10.0.{{ .Var.num }}.{{ .Var.double }}"
         fallthrough
        }
        """;
    wants(number, "2.up.test", "10.0.2.4");
    wants(number, "1.up.test", "NXDOMAIN");
    wants(
        "IN A . {\n var a 1\n var l a in [1, 2]\n var s group('no') + group(9)\n answer \""
            + "{{ .Name }} A 10.{{ .Var.a }}.{{ if .Var.l }}3{{ end }}.{{ len .Var.s }}\"\n}\n",
        "a.",
        "10.1.3.0");
  }

  /// The functions of the expression language that change texts.
  @Test
  void textsInExpressions() {
    String[] hold = {
      "trim(name(), '.') == 'www.up.test'",
      "trim(' a ') == 'a'",
      "trimPrefix(name(), 'www.') == 'up.test.'",
      "trimSuffix(name(), '.test.') == 'www.up'",
      "trimSuffix(name(), 'x') == name()",
      "replace(name(), '.', '') == 'wwwuptest'",
      "indexOf(name(), 'up') == 4",
      "indexOf(name(), 'x') == -1",
      "lastIndexOf(name(), '.') == len(name()) - 1",
    };
    for (String expression : hold) {
      wants("IN A . {\n expr " + expression + "\n A\n}\n", "www.up.test", "192.0.2.9");
    }
  }

  private static void wants(String text, String name, String expected) {
    String whole = text.replace(" A\n", " answer \"{{ .Name }} 60 IN A 192.0.2.9\"\n");
    Message reply = asker(whole).ask(name, RecordType.A);
    String found = Rcode.toText(reply.rcode());
    for (var record : reply.answers()) {
      found = FixedZone.line(record).replaceAll(".* ", "");
    }
    assertThat(found).as("%s%n%s", name, whole).isEqualTo(expected);
  }

  /// One question answered from memory is not another client's answer.
  @Test
  void whatAnExpressionAskedIsNotRemembered() {
    TemplateDirective picky =
        directive("IN A . {\n expr name() startsWith 'no.'\n rcode REFUSED\n fallthrough\n}\n");
    Asker asker = new Asker(Worlds.small(), true, List.of(Blocks.cluster(false, picky)));
    for (int i = 0; i < 3; i++) {
      assertThat(asker.ask("db.default.svc.cluster.local", RecordType.A).answers()).hasSize(3);
      assertThat(asker.ask("nx.default.svc.cluster.local", RecordType.A).rcode())
          .isEqualTo(Rcode.NXDOMAIN);
      assertThat(asker.ask("no.default.svc.cluster.local", RecordType.A).rcode())
          .isEqualTo(Rcode.REFUSED);
    }
  }

  @Test
  void theClientIsSeen() {
    String text = "IN TXT . {\n answer \"{{ .Name }} 1 TXT {{ .Remote }}\"\n}\n";
    check(text, "www.up.test", "TXT", "NOERROR www.up.test. 1 TXT 127.0.0.1");
  }

  /// Answers of the catalog stay remembered, those of a template without expression too.
  @Test
  void theMemoryOfAnswers() {
    TemplateDirective none = directive("IN AAAA .");
    Asker asker = new Asker(Worlds.small(), true, List.of(Blocks.cluster(false, none)));
    for (int i = 0; i < 3; i++) {
      assertThat(asker.ask("db.default.svc.cluster.local", RecordType.A).answers()).hasSize(3);
      Message empty = asker.ask("db.default.svc.cluster.local", RecordType.AAAA);
      assertThat(empty.answers()).isEmpty();
      assertThat(empty.authorities()).isEmpty();
      assertThat(asker.ask("no.default.svc.cluster.local", RecordType.A).rcode())
          .isEqualTo(Rcode.NXDOMAIN);
      assertThat(asker.ask("no.default.svc.cluster.local", RecordType.AAAA).rcode())
          .isEqualTo(Rcode.NOERROR);
    }
    assertThat(asker.metrics.total(Event.PLAN_HIT)).isEqualTo(8);
  }

  private static void check(String text, String name, String type, String expected) {
    Message reply = asker(text).ask(name, Mnemonics.type(type).orElseThrow());
    StringBuilder found = new StringBuilder(Rcode.toText(reply.rcode()));
    reply.answers().forEach(record -> found.append(' ').append(FixedZone.line(record)));
    assertThat(found.toString()).as("%s %s%n%s", name, type, text).isEqualTo(expected);
  }

  private static Asker asker(String text) {
    FixedZone zone = new FixedZone("www.up.test. 300 A 192.0.2.1");
    ServerBlock block = new ServerBlock(Name.ROOT, "", List.of(), List.of(zone, directive(text)));
    return new Asker(Worlds.small(), true, List.of(block));
  }

  private static TemplateDirective directive(String text) {
    String corefile = ". {\n template " + text + "\n}\n";
    return switch (CorefileReader.read(corefile, "Corefile", Map.of())) {
      case CorefileResult.Read(var config) ->
          new TemplateDirective(
              config.blocks().getFirst().find(TemplateConfig.class).orElseThrow());
      case CorefileResult.Refused(var problems) -> throw new AssertionError(problems);
    };
  }
}
