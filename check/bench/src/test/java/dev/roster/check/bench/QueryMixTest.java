package dev.roster.check.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class QueryMixTest {
  private static final BenchWorld WORLD = new BenchWorld(true);

  @Test
  void namesHaveTheirShares() {
    List<Question> all = QueryMix.NAMES.questions(WORLD);
    assertThat(all).hasSize(QueryMix.QUESTIONS);
    share(all, question -> question.type() == Question.SRV, 10);
    share(all, question -> question.type() == Question.AAAA, 10);
    share(all, question -> question.rcode() == 3, 10);
    share(all, question -> question.name().matches("svc-\\d+-\\d\\.svc-.*"), 20);
  }

  @Test
  void clustersAskInPairs() {
    List<Question> all = QueryMix.CLUSTER.questions(WORLD);
    share(all, question -> question.rcode() == 3, 60);
    share(all, question -> question.name().endsWith("example.com."), 20);
    share(all, question -> question.name().startsWith("web-"), 12);
    share(all, question -> question.name().startsWith("svc-"), 8);
    for (int i = 0; i + 1 < all.size(); i++) {
      if (all.get(i).rcode() != 3 || all.get(i).type() != Question.A) continue;
      assertThat(all.get(i + 1).name()).isEqualTo(all.get(i).name());
      assertThat(all.get(i + 1).type()).isEqualTo(Question.AAAA);
    }
  }

  private static void share(List<Question> all, Predicate<Question> which, double percent) {
    double found = 100.0 * all.stream().filter(which).count() / all.size();
    assertThat(found).isCloseTo(percent, Offset.offset(1.0));
  }
}
