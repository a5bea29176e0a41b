package dev.roster.dns.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.wire.Edns;
import dev.roster.core.wire.Flags;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The order of answers.
class RotationTest {
  private static final int ASKED = 9000;

  private final Asker asker = new Asker(Worlds.small(), true, List.of(Blocks.cluster(true)));

  @Test
  void eachMemberIsFirstAsOftenAsAnother() {
    assertFair("db.default.svc.cluster.local", RecordType.A, 3);
    assertFair("db.default.svc.cluster.local", RecordType.AAAA, 3);
    assertFair("_pg._tcp.db.default.svc.cluster.local", RecordType.SRV, 3);
  }

  /// glibc asks for A and AAAA in pairs: a counter would show each half of the members.
  @Test
  void pairsOfQuestionsAreFairToo() {
    Map<String, Integer> firsts = new HashMap<>();
    for (int i = 0; i < ASKED; i++) {
      count(firsts, asker.ask("db.default.svc.cluster.local", RecordType.A));
      asker.ask("db.default.svc.cluster.local", RecordType.AAAA);
    }
    assertUniform(firsts, 3);
  }

  @Test
  void allOrdersOfFewMembersOccur() {
    Set<List<ResourceRecord>> orders = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      orders.add(asker.ask("db.default.svc.cluster.local", RecordType.A).answers());
    }
    assertThat(orders).hasSize(6);
  }

  @Test
  void nothingIsLostOrDoubled() {
    Set<ResourceRecord> all =
        Set.copyOf(
            new Asker(Worlds.small(), true, List.of(Blocks.cluster(false)))
                .ask("_pg._tcp.db.default.svc.cluster.local", RecordType.SRV)
                .answers());
    for (int i = 0; i < 200; i++) {
      Message reply =
          asker.ask(
              "_pg._tcp.db.default.svc.cluster.local", RecordType.SRV, Optional.of(Edns.of(1232)));
      assertThat(reply.answers()).hasSize(3);
      assertThat(Set.copyOf(reply.answers())).isEqualTo(all);
      // The glue's names follow the targets wherever they went.
      for (ResourceRecord record : reply.answers()) {
        RecordData.Srv srv = (RecordData.Srv) record.data();
        assertThat(reply.additionals())
            .filteredOn(glue -> glue.owner().equals(srv.target()))
            .hasSize(2);
      }
      assertThat(reply.additionals()).hasSize(6);
    }
  }

  /// What does not fit is another part each time: all members are seen.
  @Test
  void cutAnswersAreARandomPart() {
    Set<ResourceRecord> seen = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      Message reply = asker.ask("big.default.svc.cluster.local", RecordType.A);
      assertThat(reply.has(Flags.TC)).isTrue();
      assertThat(reply.answers()).hasSize(29).doesNotHaveDuplicates();
      seen.addAll(reply.answers());
    }
    assertThat(seen).hasSize(400);
  }

  @Test
  void aliasesStayFirst() {
    Set<List<ResourceRecord>> orders = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      List<ResourceRecord> answers =
          asker.ask("in.default.svc.cluster.local", RecordType.A).answers();
      assertThat(answers).hasSize(4);
      assertThat(answers.getFirst().type()).isEqualTo(RecordType.CNAME);
      orders.add(answers);
    }
    assertThat(orders).hasSize(6);
  }

  @Test
  void withoutLoadbalanceTheOrderStays() {
    Asker still = new Asker(Worlds.small(), true, List.of(Blocks.cluster(false)));
    Set<List<ResourceRecord>> orders = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      orders.add(still.ask("db.default.svc.cluster.local", RecordType.A).answers());
    }
    assertThat(orders).hasSize(1);
  }

  private void assertFair(String name, int type, int members) {
    Map<String, Integer> firsts = new HashMap<>();
    for (int i = 0; i < ASKED; i++) count(firsts, asker.ask(name, type));
    assertUniform(firsts, members);
  }

  private static void count(Map<String, Integer> firsts, Message reply) {
    firsts.merge(reply.answers().getFirst().data().toString(), 1, Integer::sum);
  }

  /// Chi-square at p = 0.001 with two degrees of freedom.
  private static void assertUniform(Map<String, Integer> firsts, int members) {
    assertThat(firsts).hasSize(members);
    double expected = (double) ASKED / members;
    double chi = 0;
    for (int count : firsts.values()) chi += (count - expected) * (count - expected) / expected;
    assertThat(chi).isLessThan(13.8);
  }
}
