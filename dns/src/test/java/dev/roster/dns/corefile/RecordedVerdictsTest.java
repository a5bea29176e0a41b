package dev.roster.dns.corefile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Reading agrees with what CoreDNS 1.14.7 said to the same Corefiles (`corefile/recorded.json`).
class RecordedVerdictsTest {
  /// Refused by CoreDNS when it starts, not when it reads: addresses that can't be bound or exist
  /// on no interface, a zone served twice, a kubeconfig or file of weights that isn't there, an
  /// upstream by a name that nobody knows.
  static final Set<String> REFUSED_LATER =
      Set.of(
          "cfl-bind-002",
          "cfl-bind-003",
          "cfl-bind-004",
          "cfl-bind-006",
          "cfl-bind-007",
          "cfl-file-010",
          "cfl-file-039",
          "cfl-forward-073",
          "cfl-forward-093",
          "cfl-forward-094",
          "cfl-kubernetes-023",
          "cfl-kubernetes-024",
          "cfl-kubernetes-040",
          "cfl-loadbalance-007");

  @TestFactory
  Stream<DynamicTest> cases() {
    return Stream.of("recorded.json", "recorded-forward.json")
        .flatMap(file -> CorefileCases.load(file).stream())
        .map(test -> DynamicTest.dynamicTest(test.text("id"), () -> check(test)));
  }

  private static void check(Tree.Obj test) {
    String text = test.text("corefile").replace("{PORT}", CorefileCases.PORT);
    boolean accepted = CorefileCases.read(text) instanceof CorefileResult.Read;
    boolean expected = test.flag("accepted") || REFUSED_LATER.contains(test.text("id"));
    assertThat(accepted).as("%s%n%s", CorefileCases.read(text), text).isEqualTo(expected);
    long line = test.number(-1, "line");
    if (!accepted && line >= 0) {
      // A better place is welcome: never behind the one that CoreDNS names.
      CorefileResult.Refused refused = (CorefileResult.Refused) CorefileCases.read(text);
      assertThat((long) refused.problems().getFirst().position().line()).isBetween(1L, line);
    }
  }
}
