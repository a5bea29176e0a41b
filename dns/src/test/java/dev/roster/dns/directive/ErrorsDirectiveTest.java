package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.wire.Rcode;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.corefile.ErrorsConfig;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

class ErrorsDirectiveTest {
  private final CollectedLines lines = new CollectedLines();
  private final ManualScheduler scheduler = new ManualScheduler();
  private String failure = "i/o timeout";

  private ErrorsDirective errors(String errors) {
    CorefileResult read = CorefileReader.read(". {\n" + errors + "\n}", "Corefile", Map.of());
    ErrorsConfig config =
        ((CorefileResult.Read) read)
            .config()
            .blocks()
            .getFirst()
            .find(ErrorsConfig.class)
            .orElseThrow();
    return new ErrorsDirective(config, scheduler, lines);
  }

  private int ask(Directive... directives) {
    List<Directive> all = new ArrayList<>(List.of(directives));
    all.add(Asking.answering(_ -> Reply.failure(failure)));
    Record question = Record.newRecord(Name.fromConstantString("Db.Test."), Type.SRV, DClass.IN);
    Message reply = new Asking(all).ask(Transport.UDP, "10.0.0.1", 1, Message.newQuery(question));
    return reply.getRcode();
  }

  @Test
  void eachFailureIsALine() {
    ErrorsDirective errors = errors("errors");
    assertThat(ask(errors)).isEqualTo(Rcode.SERVFAIL);
    ask(errors);
    assertThat(lines.take())
        .containsExactly(
            "ERROR plugin/errors: 2 db.test. SRV: i/o timeout",
            "ERROR plugin/errors: 2 db.test. SRV: i/o timeout");
  }

  @Test
  void whatIsConsolidatedIsToldOnceAPeriod() {
    ErrorsDirective errors = errors("errors {\n consolidate 1m timeout$ warning\n}");
    for (int i = 0; i < 5; i++) ask(errors);
    assertThat(lines.take()).isEmpty();
    scheduler.pass(Duration.ofMinutes(1));
    assertThat(lines.take())
        .containsExactly("WARNING plugin/errors: 5 errors like 'timeout$' occurred in last 1m0s");
    scheduler.pass(Duration.ofMinutes(5));
    assertThat(lines.take()).isEmpty();
    failure = "refused";
    ask(errors);
    assertThat(lines.take()).containsExactly("ERROR plugin/errors: 2 db.test. SRV: refused");
  }

  @Test
  void theFirstOfAPeriodMayBeShown() {
    ErrorsDirective errors = errors("errors {\n consolidate 30s timeout info show_first\n}");
    ask(errors);
    assertThat(lines.take()).containsExactly("INFO plugin/errors: 2 db.test. SRV: i/o timeout");
    scheduler.pass(Duration.ofSeconds(30));
    assertThat(lines.take()).as("one alone was shown already").isEmpty();
    for (int i = 0; i < 3; i++) ask(errors);
    assertThat(lines.take()).hasSize(1);
    scheduler.pass(Duration.ofSeconds(30));
    assertThat(lines.take())
        .containsExactly("INFO plugin/errors: 3 errors like 'timeout' occurred in last 30s");
  }

  @Test
  void closingTellsWhatWasCounted() {
    ErrorsDirective errors = errors("errors {\n consolidate 1h .*\n}");
    ask(errors);
    ask(errors);
    errors.close();
    assertThat(lines.take())
        .containsExactly("ERROR plugin/errors: 2 errors like '.*' occurred in last 1h0m0s");
    scheduler.pass(Duration.ofHours(2));
    assertThat(lines.take()).isEmpty();
  }

  @Test
  void foreignNamesDoNotExistWhereRosterIsTold() {
    Record question = Record.newRecord(Name.fromConstantString("example.com."), Type.A, DClass.IN);
    ErrorsDirective errors = errors("errors");
    Message without =
        new Asking(List.of(errors)).ask(Transport.UDP, "10.0.0.1", 1, Message.newQuery(question));
    assertThat(without.getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(lines.take()).hasSize(1);
    Message with =
        new Asking(List.of(new ForeignDirective(), errors))
            .ask(Transport.UDP, "10.0.0.1", 1, Message.newQuery(question));
    assertThat(with.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(lines.take()).isEmpty();
  }
}
