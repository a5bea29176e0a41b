package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.check.kit.Ask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;

/// A headless Service under `roster up`: its names follow its ready pods.
class HeadlessServiceTest {
  private static final String DB = "db.default.svc.cluster.local.";

  @TempDir Path folder;

  @Test
  void namesAreThoseOfTheReadyPods() throws Exception {
    try (UpFixture up = UpFixture.start(folder, Manifests.set("default", "db", 3, ""))) {
      for (int i = 0; i < 3; i++) {
        int members = i + 1;
        up.gate("db-" + i, true);
        up.until(members + " members", () -> up.addresses(DB).size() == members);
      }
      Set<String> all = up.addresses(DB);

      Set<String> single = up.addresses("db-1." + DB);
      assertThat(single).hasSize(1);
      assertThat(all).containsAll(single);
      assertThat(all).allMatch(address -> address.startsWith("127.1."));

      srvHasTargetPorts(up);
      reverseLeadsBack(up, single.iterator().next());
      emptyAnswers(up);
      tcpSaysTheSame(up, all);
      everyMemberComesFirst(up, all);

      up.gate("db-1", false);
      up.until("db-1 left", () -> !up.addresses(DB).containsAll(single));
      assertThat(up.addresses(DB)).hasSize(2);
      assertThat(up.ask("db-1." + DB, "A").getRcode()).isEqualTo(Rcode.NXDOMAIN);
      up.gate("db-1", true);
      up.until("db-1 is back", () -> up.addresses(DB).equals(all));
      assertThat(up.text("gate/db-1.starts")).isEqualTo("start\n");
    }
  }

  private static void srvHasTargetPorts(UpFixture up) throws Exception {
    Message srv = up.ask("_sql._tcp." + DB, "SRV");
    List<String> targets = new ArrayList<>();
    for (Record record : srv.getSection(Section.ANSWER)) {
      SRVRecord each = (SRVRecord) record;
      assertThat(each.getPort()).isEqualTo(15432);
      targets.add(each.getTarget().toString());
    }
    assertThat(targets).containsExactlyInAnyOrder("db-0." + DB, "db-1." + DB, "db-2." + DB);
  }

  private static void reverseLeadsBack(UpFixture up, String address) throws Exception {
    Message ptr = up.ask(ReverseMap.fromAddress(address).toString(), "PTR");
    assertThat(ptr.getSection(Section.ANSWER))
        .hasSize(1)
        .allSatisfy(r -> assertThat(((PTRRecord) r).getTarget()).hasToString("db-1." + DB));
  }

  private static void emptyAnswers(UpFixture up) throws Exception {
    Message aaaa = up.ask(DB, "AAAA");
    assertThat(aaaa.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(aaaa.getSection(Section.ANSWER)).isEmpty();
    Message wrong = up.ask("nope." + DB, "A");
    assertThat(wrong.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    for (Message message : List.of(aaaa, wrong)) {
      assertThat(message.getHeader().getFlag(Flags.AA)).isTrue();
      assertThat(message.getSection(Section.AUTHORITY))
          .hasSize(1)
          .allMatch(record -> record instanceof SOARecord);
    }
  }

  private static void tcpSaysTheSame(UpFixture up, Set<String> all) throws Exception {
    Set<String> tcp = new HashSet<>();
    for (Record record : Ask.tcp(up.port, DB, "A").getSection(Section.ANSWER)) {
      tcp.add(((ARecord) record).getAddress().getHostAddress());
    }
    assertThat(tcp).isEqualTo(all);
  }

  /// Each answer starts at a random member, not at a counter: glibc asks in pairs, so of two
  /// questions in a row every one of the nine pairs of first members must come.
  private static void everyMemberComesFirst(UpFixture up, Set<String> all) throws Exception {
    Set<String> pairs = new HashSet<>();
    int tries = 400; // a missing pair has a probability below 1e-19
    for (int i = 0; i < tries; i++) pairs.add(first(up) + " " + first(up));
    assertThat(pairs).hasSize(all.size() * all.size());
  }

  private static String first(UpFixture up) throws Exception {
    ARecord first = (ARecord) up.ask(DB, "A").getSection(Section.ANSWER).getFirst();
    return first.getAddress().getHostAddress();
  }
}
