package dev.roster.dns.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.metrics.Counters.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Shortcuts say what the pipeline says, as long as it does.
class ShortcutsTest {
  private static final String DB = "db.default.svc.cluster.local";

  private final List<ServerBlock> blocks = List.of(Blocks.cluster(true));
  private final Asker with = new Asker(Worlds.small(), true, blocks);
  private final Asker without = new Asker(Worlds.small(), false, blocks);

  private static List<byte[]> questions() {
    List<byte[]> all = new ArrayList<>();
    String longest = "a".repeat(63) + "." + "b".repeat(63) + "." + "c".repeat(63);
    for (Optional<Edns> edns :
        List.of(Optional.<Edns>empty(), Optional.of(Edns.of(512)), Optional.of(Edns.of(1232)))) {
      for (int type :
          new int[] {RecordType.A, RecordType.AAAA, RecordType.SRV, RecordType.TXT, 255, 43}) {
        for (String name :
            List.of(
                DB,
                "one.prod.svc.cluster.local",
                "ONE.prod.svc.Cluster.local",
                "db-1." + DB,
                "_pg._tcp.one.default.svc.cluster.local",
                "_pg._tcp.One.default.svc.cluster.local",
                "web.default.svc.cluster.local",
                "nope.default.svc.cluster.local",
                "db.default.svc.cluster.local.default.svc.cluster.local",
                "x.cluster.local",
                "cluster.local",
                "example.com",
                longest + ".cluster.local")) {
          all.add(Asker.query(name, type, edns));
        }
      }
    }
    return all;
  }

  @Test
  void sayWhatThePipelineSays() {
    for (int round = 0; round < 4; round++) {
      for (byte[] question : questions()) {
        assertThat(shown(with.ask(question))).isEqualTo(shown(without.ask(question)));
      }
    }
    assertThat(with.metrics.total(Event.PLAN_HIT)).isPositive();
  }

  /// The reply but for the order of its records.
  private static String shown(byte[] reply) {
    Message message = Asker.message(reply);
    return String.join(
        " ",
        Integer.toHexString(message.flags()),
        message.questions().toString(),
        sorted(message.answers()),
        sorted(message.authorities()),
        sorted(message.additionals()),
        message.edns().map(ShortcutsTest::shown).orElse("no OPT"));
  }

  private static String shown(Edns edns) {
    return "OPT "
        + edns.udpSize()
        + edns.dnssecOk()
        + edns.options().stream().map(each -> each.code() + Arrays.toString(each.bytes())).toList();
  }

  private static String sorted(List<ResourceRecord> records) {
    return records.stream().map(ResourceRecord::toString).sorted().toList().toString();
  }

  @Test
  void goWithTheCatalog() {
    byte[] question = Asker.query(DB, RecordType.A, Optional.empty());
    for (int i = 0; i < 4; i++) assertThat(answers(question)).isEqualTo(3);
    with.catalog = Worlds.without(with.catalog);
    for (int i = 0; i < 4; i++) assertThat(answers(question)).isEqualTo(2);
  }

  private int answers(byte[] question) {
    return Asker.message(with.ask(question)).answers().size();
  }

  @Test
  void garbageBehindAQuestionIsNoPartOfIt() {
    byte[] question = Asker.query(DB, RecordType.A, Optional.empty());
    for (int i = 0; i < 4; i++) with.ask(question);
    for (int more = 1; more < 64; more++) {
      byte[] longer = Arrays.copyOf(question, question.length + more);
      Arrays.fill(longer, question.length, longer.length, (byte) (more & 3));
      assertThat(answers(longer)).isEqualTo(3);
    }
  }

  @Test
  void aRoundOfQuestionsIsFoundAgainHoweverManyThereAre() {
    int names = 3000;
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < names; i++) {
      all.add(Asker.query("n" + i + ".nope.svc.cluster.local", RecordType.A, Optional.empty()));
    }
    for (int round = 0; round < 6; round++) for (byte[] each : all) with.ask(each);
    long before = with.metrics.total(Event.PLAN_HIT);
    for (byte[] each : all) with.ask(each);
    assertThat(with.metrics.total(Event.PLAN_HIT) - before).isEqualTo(names);
  }
}
