package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.corefile.LogConfig;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.Transport;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class LogDirectiveTest {
  private final CollectedLines lines = new CollectedLines();

  private Asking asking(String log) {
    CorefileResult read = CorefileReader.read(". {\n" + log + "\n}", "Corefile", Map.of());
    LogConfig config =
        ((CorefileResult.Read) read)
            .config()
            .blocks()
            .getFirst()
            .find(LogConfig.class)
            .orElseThrow();
    Asking[] asking = new Asking[1];
    LogDirective directive =
        new LogDirective(config, () -> asking[0].nanos.addAndGet(12_345_678), lines);
    asking[0] =
        new Asking(
            List.of(
                directive,
                new MetadataDirective(List.of(Name.of("test"))),
                Asking.answering(LogDirectiveTest::answer)));
    return asking[0];
  }

  private static Reply answer(Exchange exchange) {
    Name name = exchange.name();
    RecordData.Soa soa =
        new RecordData.Soa(Name.of("ns.test"), Name.of("h.test"), 1, 7200, 1800, 86400, 5);
    ResourceRecord authority = new ResourceRecord(Name.of("test"), 5, soa);
    return switch (name.label(0)) {
      case "nx" -> Reply.of("kubernetes", Rcode.NXDOMAIN, List.of(), List.of(authority), List.of());
      case "nodata" ->
          Reply.of("kubernetes", Rcode.NOERROR, List.of(), List.of(authority), List.of());
      case "fail" -> Reply.failure("broken");
      default ->
          Reply.of(
              "kubernetes",
              Rcode.NOERROR,
              List.of(
                  new ResourceRecord(name, 5, new RecordData.Address(IpAddress.of("10.0.0.1")))),
              List.of(),
              List.of());
    };
  }

  private static Message question(String name, int type) {
    try {
      Message question =
          Message.newQuery(Record.newRecord(new org.xbill.DNS.Name(name), type, DClass.IN));
      question.getHeader().setID(4711);
      return question;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void metadataIsWhatDirectivesKnow() {
    Asking asking = asking("log . \"{name} {/kubernetes/known} {/kubernetes/other} {/x}\"");
    asking.ask(Transport.UDP, "10.1.2.3", 5353, question("db.test.", Type.A));
    asking.ask(Transport.UDP, "10.1.2.3", 5353, question("db.elsewhere.", Type.A));
    assertThat(lines.take()).containsExactly("INFO db.test. yes - -", "INFO db.elsewhere. - - -");
  }

  @Test
  void linesAreCoreDnss() {
    Asking asking = asking("log");
    asking.ask(Transport.UDP, "10.1.2.3", 5353, question("Db.Test.", Type.A));
    assertThat(lines.take())
        .containsExactly(
            "INFO 10.1.2.3:5353 - 4711 \"A IN db.test. udp 25 false 512\" NOERROR qr,aa,rd 41"
                + " 0.012345678s");
    Message edns = question("nx.test.", Type.AAAA);
    edns.addRecord(new org.xbill.DNS.OPTRecord(4096, 0, 0, org.xbill.DNS.ExtendedFlags.DO), 3);
    edns.getHeader().unsetFlag(Flags.RD);
    asking.ask(Transport.TCP, "fd00::1", 1, edns);
    assertThat(lines.take())
        .singleElement()
        .asString()
        .startsWith(
            "INFO [fd00::1]:1 - 4711 \"AAAA IN nx.test. tcp 36 true 65535\" NXDOMAIN qr,aa ");
  }

  @Test
  void formatsAreCompiledOnce() {
    Asking asking = asking("log . \"{combined} {/kubernetes/service} {nope} } { {name} {when\"");
    asking.ask(Transport.UDP, "10.1.2.3", 1, question("a.test.", Type.SRV));
    assertThat(lines.take())
        .singleElement()
        .asString()
        .endsWith("s \"0\" - {nope} } { a.test. {when");
  }

  @Test
  void classesDecide() {
    for (String[] each :
        new String[][] {
          {"all", "ok nx nodata fail"},
          {"success", "ok"},
          {"denial", "nx nodata"},
          {"error", "fail"},
          {"denial error", "nx nodata fail"},
        }) {
      Asking asking = asking("log . {name} {\n class " + each[0] + "\n}");
      for (String name : List.of("ok", "nx", "nodata", "fail")) {
        asking.ask(Transport.UDP, "10.1.2.3", 1, question(name + ".test.", Type.A));
      }
      String logged = String.join(" ", lines.take()).replace("INFO ", "").replace(".test.", "");
      assertThat(logged).as(each[0]).isEqualTo(each[1]);
    }
  }

  @Test
  void theFirstRuleWhoseZoneHoldsTheNameDecides() {
    Asking asking = asking("log a.test {\n class error\n}\nlog test {name}-2");
    asking.ask(Transport.UDP, "10.1.2.3", 1, question("x.a.test.", Type.A));
    assertThat(lines.take()).isEmpty();
    asking.ask(Transport.UDP, "10.1.2.3", 1, question("b.test.", Type.A));
    asking.ask(Transport.UDP, "10.1.2.3", 1, question("b.other.", Type.A));
    assertThat(lines.take()).containsExactly("INFO b.test.-2");
  }
}
