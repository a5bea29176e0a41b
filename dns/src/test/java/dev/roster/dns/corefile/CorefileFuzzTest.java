package dev.roster.dns.corefile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whatever a Corefile holds, reading it ends with a result: nothing is thrown and nothing grows
/// without bound. The seed of a failure is in its message.
class CorefileFuzzTest {
  private static final int ROUNDS = 20_000;

  private static final List<String> PIECES =
      List.of(
          " ",
          "\n",
          "\t",
          "\r",
          "{",
          "}",
          " {\n",
          "\n}\n",
          "\"",
          "\\",
          "\\\"",
          "#",
          ",",
          "(s)",
          "(s) {\n",
          "import s\n",
          "import nosuch*\n",
          "import a",
          "{$A}",
          "{$B}",
          "{$",
          "{%A%}",
          "%}",
          ".:53",
          "a.b:1",
          "10.0.0.0/7",
          "::/1",
          "2001:db8::/33",
          "tls://x",
          ":",
          "/",
          "..",
          "é",
          "\u0000",
          "\uFEFF",
          "\uD800",
          "bind",
          "127.0.0.1",
          "lo",
          "except",
          "kubernetes",
          "ttl 5",
          "pods insecure",
          "labels a in (b, c)",
          "fallthrough",
          "namespaces x",
          "errors",
          "consolidate 1m .* show_first",
          "log",
          "class denial",
          "reload 10s 5s",
          "health :1",
          "lameduck 1s",
          "ready",
          "monitor",
          "prometheus",
          "roster",
          "foreign nxdomain",
          "negative_ttl 0",
          "top_metrics",
          "loadbalance",
          "weighted f",
          "prefer 10.0.0.0/8",
          "-1",
          "99999999999999999999");

  private static final Map<String, String> ENVIRONMENT =
      Map.of("A", "{$B}x{$A}", "B", "{%A%}{", "PORTVAR", "1053");

  @Test
  @Timeout(120)
  void readingAlwaysEndsWithAResult() {
    List<String> seeds = new ArrayList<>();
    for (Tree.Obj test : CorefileCases.load("recorded.json")) seeds.add(test.text("corefile"));
    for (long seed = 0; seed < ROUNDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String text = random.nextBoolean() ? soup(random) : mutated(random, seeds);
      check(seed, text);
    }
  }

  private static void check(long seed, String text) {
    try {
      switch (CorefileReader.read(text, "fuzz", ENVIRONMENT)) {
        case CorefileResult.Read(var config) -> assertThat(config.blocks()).isNotEmpty();
        case CorefileResult.Refused(var problems) -> {
          for (CorefileProblem problem : problems) {
            assertThat(problem.what()).isNotEmpty();
            assertThat(problem.position().source()).isNotEmpty();
          }
        }
      }
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("seed " + seed + ": " + text, e);
    }
  }

  private static String soup(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int pieces = random.nextInt(60);
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
      if (random.nextInt(3) == 0) text.append(' ');
    }
    return text.toString();
  }

  private static String mutated(SplittableRandom random, List<String> seeds) {
    StringBuilder text = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(text.length() + 1);
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(8)));
        case 2 -> text.insert(at, (char) random.nextInt(0x10000));
        default -> text.insert(at, seeds.get(random.nextInt(seeds.size())));
      }
    }
    return text.toString();
  }
}
