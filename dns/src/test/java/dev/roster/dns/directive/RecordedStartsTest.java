package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.objects.Tree;
import dev.roster.dns.corefile.ClusterFiles;
import dev.roster.dns.corefile.CorefileProblem;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.kubernetes.KubernetesDirective;
import dev.roster.engine.objects.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// A check of a Corefile agrees with what CoreDNS 1.14.7 said when it was started with the same one
/// (`corefile/verdicts.json`): read, its addresses bound, the files it names read.
class RecordedStartsTest {
  @TempDir private static Path folder;

  @TestFactory
  Stream<DynamicTest> cases() throws IOException {
    return load().stream().map(test -> DynamicTest.dynamicTest(test.text("id"), () -> check(test)));
  }

  private static List<Tree.Obj> load() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            RecordedStartsTest.class.getResourceAsStream("/corefile/verdicts.json"))) {
      Tree tree = JsonReader.read(new InputStreamReader(in, StandardCharsets.UTF_8), "verdicts");
      return ((Tree.Obj) tree).list("cases").stream().map(Tree.Obj.class::cast).toList();
    }
  }

  private static void check(Tree.Obj test) throws IOException {
    List<Integer> ports = List.of(FreePorts.next(), FreePorts.next());
    String port = ports.getFirst().toString();
    String text =
        test.text("corefile").replace("{PORT}", port).replace("{PORT2}", ports.get(1).toString());
    Path file = folder.resolve("Corefile");
    Files.writeString(file, text);
    List<CorefileProblem> problems = problems(file, Map.of("PORTVAR", port));
    assertThat(problems.isEmpty()).as("%s%n%s", problems, text).isEqualTo(test.flag("accepted"));
    if (problems.isEmpty()) return;
    assertThat(problems.getFirst().position().line()).as("%s", problems).isPositive();
    long line = test.number(-1, "line");
    // A better place is welcome: never behind the one that CoreDNS names.
    if (line >= 0) {
      assertThat((long) problems.getFirst().position().line()).isLessThanOrEqualTo(line);
    }
  }

  private static List<CorefileProblem> problems(Path file, Map<String, String> environment) {
    return switch (CorefileReader.read(file, environment)) {
      case CorefileResult.Refused(var problems) -> problems;
      case CorefileResult.Read(var config) -> {
        List<CorefileProblem> problems =
            new ArrayList<>(
                ClusterFiles.unreadable(CorefileReader.review(file, environment).lines()));
        problems.addAll(
            DnsService.check(
                config,
                new DnsService.Parts(
                    () -> Catalog.EMPTY,
                    KubernetesDirective::of,
                    Map.of(),
                    () -> 0,
                    new SplittableRandom(1),
                    new CollectedLines(),
                    _ -> {},
                    List.of(),
                    "test")));
        yield problems;
      }
    };
  }
}
