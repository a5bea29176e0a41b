package dev.roster.dns.corefile;

import static dev.roster.dns.corefile.CorefileCases.accepted;
import static dev.roster.dns.corefile.CorefileCases.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorefileParserTest {
  @TempDir Path folder;

  private static String shape(String text) {
    return shape(accepted(text));
  }

  private static String shape(CorefileConfig config) {
    StringBuilder shape = new StringBuilder();
    for (ServerBlockConfig block : config.blocks()) {
      for (ZoneKey zone : block.zones()) shape.append(zone).append(' ');
      shape.append(block.directiveNames()).append('\n');
    }
    return shape.toString().strip();
  }

  @Test
  void blocksHaveSeveralZonesAndPorts() {
    assertThat(shape("cluster.local:1053, Example.ORG {\n errors\n}\n. {\n}\n"))
        .isEqualTo("dns://cluster.local.:1053 dns://example.org.:53 [errors]\ndns://.:53 []");
    assertThat(shape("a:1,\nb:2 {\n}")).isEqualTo("dns://a.:1 dns://b.:2 []");
    assertThat(shape("dns://a:1 b\n{\n}")).isEqualTo("dns://a.:1 dns://b.:53 []");
    assertThat(shape("\"a:1\" {\n}")).isEqualTo("dns://a.:1 []");
  }

  @Test
  void oneBlockNeedsNoBraces() {
    assertThat(shape("a:1\nerrors\nlog\n")).isEqualTo("dns://a.:1 [errors, log]");
    assertThat(shape("a:1")).isEqualTo("dns://a.:1 []");
  }

  @Test
  void networksAreReverseZones() {
    assertThat(shape("10.0.0.0/24:53 {\n}")).isEqualTo("dns://0.0.10.in-addr.arpa.:53 []");
    assertThat(shape("10.0.0.0/7 {\n}"))
        .isEqualTo("dns://10.in-addr.arpa.:53 dns://11.in-addr.arpa.:53 []");
    assertThat(shape("2001:db8::/32:1 {\n}")).isEqualTo("dns://8.b.d.0.1.0.0.2.ip6.arpa.:1 []");
    assertThat(shape("10.0.0.0/33 {\n}")).isEqualTo("dns://10.0.0.0/33.:53 []");
    assertThat(refused("::/0 {\n}")).contains("is no zone");
  }

  @Test
  void directivesActInAFixedOrder() {
    assertThat(shape("a {\n loadbalance\n errors\n log\n reload\n}"))
        .isEqualTo("dns://a.:53 [reload, errors, log, loadbalance]");
  }

  @Test
  void variablesAreReplacedEverywhere() {
    assertThat(shape("a:{$PORTVAR} {\n{$NONE}errors\n}")).isEqualTo("dns://a.:1053 [errors]");
    assertThat(shape("a:{%PORTVAR%} {\n}")).isEqualTo("dns://a.:1053 []");
    assertThat(refused("a:{$NONE} {\n}")).contains("nothing behind the colon");
  }

  @Test
  void variablesThatNameThemselvesEnd() {
    CorefileResult result =
        CorefileReader.read("a{$X} {\n}", "f", Map.of("X", "{$X}", "Y", "{$Y}{$Y}"));
    assertThat(result).isInstanceOf(CorefileResult.Refused.class);
    CorefileResult growing = CorefileReader.read("{$Y}", "f", Map.of("Y", "xxxx{$Y}{$Y}"));
    assertThat(growing).isInstanceOf(CorefileResult.Refused.class);
  }

  @Test
  void replacementEndsAtAnEmptyNameAndAMissingEnd() throws Refusal {
    EnvReferences environment = new EnvReferences(Map.of("A", "1", "B", "{$A}"));
    assertThat(replaced(environment, "{$A}{%A%}x")).isEqualTo("11x");
    assertThat(replaced(environment, "{$}{$A}")).isEqualTo("{$}{$A}");
    assertThat(replaced(environment, "{$A")).isEqualTo("{$A");
    assertThat(replaced(environment, "{%B%}")).isEqualTo("1");
    assertThat(replaced(environment, "{A}")).isEqualTo("{A}");
  }

  private static String replaced(EnvReferences environment, String text) throws Refusal {
    return environment.replaceIn(Token.NONE.withText(text)).text();
  }

  @Test
  void snippetsStandForTheirWords() {
    assertThat(shape("(s) {\n errors\n log\n}\na {\n import s\n}\nb {\n import s\n reload\n}"))
        .isEqualTo("dns://a.:53 [errors, log]\ndns://b.:53 [reload, errors, log]");
    assertThat(shape("(s) {\n pods insecure\n}\na {\n kubernetes {\n  import s\n  ttl 1\n }\n}"))
        .isEqualTo("dns://a.:53 [kubernetes]");
  }

  @Test
  void snippetsAreRefusedWhereTheyCannotMean() {
    assertThat(refused("(s) {\n}\n(s) {\n}\na {\n}"))
        .startsWith("Corefile:3:5: ")
        .contains("twice");
    assertThat(refused("(s)\nerrors\na {\n}")).contains("needs \"{\"");
    assertThat(refused("(s) {\n errors\n")).contains("not closed");
    assertThat(refused("(s) {\n import s\n}\na {\n import s\n}")).contains("imports itself");
    assertThat(refused("(a) {\n import b\n}\n(b) {\n import a\n}\n. {\n import a\n}"))
        .contains("more than 10000 imports of snippets");
  }

  @Test
  void growingImportsAreBounded() {
    StringBuilder text = new StringBuilder("(s0) {\n log\n}\n");
    for (int i = 1; i < 60; i++) {
      text.append("(s%d) {\n import s%d\n import s%d\n}\n".formatted(i, i - 1, i - 1));
    }
    assertThat(refused(text + ". {\n import s59\n}")).contains("more than");
  }

  @Test
  void filesAreImportedRelativeToTheirText() throws IOException {
    Files.createDirectories(folder.resolve("conf.d"));
    Files.writeString(folder.resolve("conf.d/b.conf"), "log\nimport ../more\n");
    Files.writeString(folder.resolve("conf.d/a.conf"), "errors\n");
    Files.writeString(folder.resolve("more"), "loadbalance");
    Files.writeString(folder.resolve("Corefile"), "a {\n import conf.d/*.conf\n}\nimport rest*\n");
    Files.writeString(folder.resolve("rest"), "b {\n reload\n}\n");
    CorefileResult result = CorefileReader.read(folder.resolve("Corefile"), Map.of());
    assertThat(result).isInstanceOf(CorefileResult.Read.class);
    assertThat(shape(((CorefileResult.Read) result).config()))
        .isEqualTo("dns://a.:53 [errors, log, loadbalance]\ndns://b.:53 [reload]");
  }

  @Test
  void importsThatFailSayWhere() throws IOException {
    Path corefile = folder.resolve("Corefile");
    assertThat(problem(corefile))
        .isEqualTo(corefile + ": cannot read " + corefile + ": there is no such file");
    Files.writeString(corefile, "a {\n import nosuch\n}");
    assertThat(problem(corefile))
        .startsWith(corefile + ":2:9: no file and no snippet \"nosuch\" (a snippet is declared");
    Files.writeString(corefile, "a {\n import .\n}");
    assertThat(problem(corefile)).contains("it is a folder");
    Files.writeString(corefile, "a {\n import x y\n}");
    assertThat(problem(corefile)).contains("takes one argument");
    Files.writeString(corefile, "a {\n import\n}");
    assertThat(problem(corefile)).contains("needs a file");
    Files.writeString(corefile, "a {\n import Corefile\n}");
    assertThat(problem(corefile)).contains("Corefile:");
    Files.writeString(corefile, "a {\n import **\n}");
    assertThat(problem(corefile)).contains("one * and one ?");
    Files.writeString(corefile, "a {\n import wrong\n}");
    Files.writeString(folder.resolve("wrong"), "errors\nnonsense\n");
    assertThat(problem(corefile)).startsWith(folder.resolve("wrong") + ":2:1: ");
  }

  private static String problem(Path file) {
    return switch (CorefileReader.read(file, Map.of())) {
      case CorefileResult.Read(var config) -> throw new AssertionError(config);
      case CorefileResult.Refused(var problems) -> problems.getFirst().toString();
    };
  }

  @Test
  void aPatternWithoutAFileIsANote() throws IOException {
    Path corefile = folder.resolve("Corefile");
    Files.writeString(corefile, "a {\n import *.conf\n}");
    CorefileResult result = CorefileReader.read(corefile, Map.of());
    assertThat(result).isInstanceOf(CorefileResult.Read.class);
    assertThat(((CorefileResult.Read) result).config().notes())
        .extracting(CorefileProblem::what)
        .isEqualTo(List.of("no file matches \"*.conf\""));
  }

  @Test
  void problemsNameFileLineAndWhatWasMeant() {
    assertThat(refused(". {\n errosr\n}"))
        .isEqualTo("Corefile:2:2: unknown directive \"errosr\" (did you mean \"errors\"?)");
    assertThat(refused(". {\n etcd\n}"))
        .isEqualTo(
            "Corefile:2:2: unknown directive \"etcd\" (CoreDNS has it, Roster does not yet)");
    assertThat(refused(". {\n zzzzzz\n}")).contains("(expected: roster, ");
    assertThat(refused(".:70000 {\n}")).contains("port 70000 (expected: 0..65535)");
    assertThat(refused("a..b {\n}")).startsWith("Corefile:1:1: \"a..b\" is no zone");
    assertThat(refused("a, {\n}")).contains("another zone was expected");
    assertThat(refused("a,")).contains("another zone was expected");
    assertThat(refused(". {\n errors {\n"))
        .isEqualTo("Corefile:2:2: the block of \"errors\" is not closed (expected: \"}\")");
    assertThat(refused(". {")).contains("not closed");
    assertThat(refused(". {\n errors }\n}")).contains("without an opening brace");
  }

  /// As CoreDNS, whatever it is that says nothing.
  @ParameterizedTest
  @ValueSource(strings = {"", "# only words\n", "(snippet) {\n log\n}\n", "import *.none\n"})
  void aFileThatSaysNothingIsWhoamiOnPort53(String text) {
    assertThat(shape(text)).isEqualTo("dns://.:53 [log, whoami]");
    assertThat(accepted(text).isDefault()).isTrue();
    assertThat(accepted(text).notes().getLast().toString())
        .startsWith("Corefile:1: no server block: ");
  }

  /// One thing that is wrong hides no other, and what follows from it is not told.
  @Test
  void everyWrongLineIsTold() {
    assertThat(
            refused(
                    """
                    a, b..c {
                      errors {
                        consolidat 1m x
                        stacktrace
                        consolidate 1m "("
                      }
                      rewrite nmae a b
                      rewrite name a b
                      rewrite name regexx a b
                      nonsense {
                        more nonsense
                      }
                      import nothing
                      template IN A {
                        anser "x"
                      }
                    }
                    d {
                      nonsense
                      forward . 127.0.0.1 {
                        polici random
                        max_fails x
                      }
                    """)
                .lines())
        .extracting(line -> line.split(" ", 2)[0])
        .containsExactly(
            "Corefile:1:4:",
            "Corefile:3:5:",
            "Corefile:5:20:",
            "Corefile:7:11:",
            "Corefile:9:16:",
            "Corefile:10:3:",
            "Corefile:13:10:",
            "Corefile:15:5:",
            "Corefile:19:3:",
            "Corefile:21:5:",
            "Corefile:22:15:");
  }

  @Test
  void problemsAreBounded() {
    assertThat(refused(". {\n" + "nonsense\n".repeat(10_000) + "}").lines())
        .hasSize(Reading.PROBLEMS_MAX + 1);
    assertThat(refused(". {\n errors {\n" + "nonsense\n".repeat(10_000) + "}\n}").lines())
        .hasSize(Reading.PROBLEMS_MAX + 1);
  }

  @Test
  void everyWrongDirectiveIsTold() {
    assertThat(refused("a {\n log {\n  x\n }\n errors y\n}\nb {\n reload 1s\n}").lines())
        .extracting(line -> line.split(" ", 2)[0])
        .containsExactly("Corefile:3:3:", "Corefile:5:9:", "Corefile:8:9:");
  }

  @Test
  void theBuiltInCorefileIsAccepted() {
    CorefileConfig config = accepted(BuiltinCorefile.text("127.0.0.1", 1053));
    assertThat(shape(config))
        .isEqualTo("dns://.:1053 [roster, bind, errors, loadbalance, kubernetes]");
    assertThat(config.notes()).isEmpty();
    KubernetesConfig kubernetes =
        config.blocks().getFirst().find(KubernetesConfig.class).orElseThrow();
    assertThat(kubernetes.zones().toString())
        .isEqualTo("[cluster.local., in-addr.arpa., ip6.arpa.]");
    assertThat(kubernetes.pods()).isEqualTo(KubernetesConfig.Pods.VERIFIED);
  }
}
