package dev.roster.dns.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.CatalogEdit;
import dev.roster.core.wire.Edns;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.metrics.Counters.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Which of n members comes first: over 10,000 questions all alike, by a chi-square test at p =
/// 0.001. The seed is fixed, so what passes once passes always.
class FairnessTest {
  private static final int ASKED = 10_000;
  private static final int OPT_BYTES = 11;

  /// A pointer, type, class, TTL and the length of the data.
  private static final int RECORD_HEAD_BYTES = 12;

  /// The normal distribution's quantile of 0.999.
  private static final double Z = 3.0902;

  private static final List<Integer> MEMBERS =
      List.of(2, 3, 4, 5, 7, 8, 10, 15, 16, 17, 20, 29, 30, 31, 50, 64, 75, 99, 100);

  @TestFactory
  Stream<DynamicTest> addresses() {
    return each("A", RecordType.A, "s");
  }

  @TestFactory
  Stream<DynamicTest> services() {
    return each("SRV", RecordType.SRV, "_pg._tcp.s");
  }

  private static Stream<DynamicTest> each(String what, int type, String prefix) {
    return MEMBERS.stream()
        .map(members ->
            DynamicTest.dynamicTest(
                what + " of " + members,
                () -> fair(members, prefix + members + ".default.svc.cluster.local", type)));
  }

  private static void fair(int members, String name, int type) {
    List<CatalogEdit> steps = new ArrayList<>();
    Worlds.members(steps, "default", "s" + members, members, 1);
    Catalog catalog = Worlds.small().edit(steps, Worlds.MADE).next();
    Asker asker = new Asker(catalog, true, List.of(Blocks.cluster(true)));
    byte[] question = Asker.query(name, type, Optional.of(Edns.of(4096)));
    Map<String, Integer> firsts = new HashMap<>();
    for (int i = 0; i < ASKED; i++) {
      byte[] reply = asker.ask(question);
      if (i == 0) assertThat(Asker.message(reply).answers()).isNotEmpty();
      firsts.merge(first(reply, question.length - OPT_BYTES), 1, Integer::sum);
    }
    assertThat(firsts).hasSize(members);
    double expected = (double) ASKED / members;
    double chi =
        IntStream.of(firsts.values().stream().mapToInt(it -> it).toArray())
            .mapToDouble(count -> (count - expected) * (count - expected) / expected)
            .sum();
    assertThat(chi).as("%s", firsts).isLessThan(critical(members - 1));
    // All but the first were answered from memory.
    assertThat(asker.metrics.total(Event.PLAN_HIT)).isEqualTo(ASKED - 1L);
  }

  /// The data of the first answer, in a reply whose question ends there: nothing else is decoded,
  /// as most of the time would go there.
  private static String first(byte[] reply, int questionEnd) {
    ByteBuffer bytes = ByteBuffer.wrap(reply);
    assertThat(bytes.getShort(questionEnd)).as("its name points back").isEqualTo((short) 0xc00c);
    int data = questionEnd + RECORD_HEAD_BYTES;
    return new String(reply, data, bytes.getShort(data - Short.BYTES), StandardCharsets.ISO_8859_1);
  }

  /// What chi-square passes once in a thousand times, by Wilson and Hilferty's approximation.
  private static double critical(int degrees) {
    double part = 2.0 / (9 * degrees);
    return degrees * Math.pow(1 - part + Z * Math.sqrt(part), 3);
  }
}
