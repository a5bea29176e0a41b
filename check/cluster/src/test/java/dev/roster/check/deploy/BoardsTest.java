package dev.roster.check.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import dev.roster.core.objects.TreeLists;
import dev.roster.engine.objects.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The rules and the dashboard name metrics that there are: a renamed one would leave a panel empty
/// and an alert silent.
class BoardsTest {
  private static final Path FILES = Deploy.CHART.resolve("files");
  private static final Pattern METRIC = Pattern.compile("\\b(?:roster|coredns)_[a-z0-9_]+");
  private static final Pattern LITERAL = Pattern.compile("\"((?:roster|coredns)_[a-z0-9_]+)\"");

  @Test
  void everyMetricIsOneThatTheServerHas() throws IOException {
    Set<String> has = sources();
    assertThat(has).hasSizeGreaterThan(30);
    Set<String> named = new TreeSet<>();
    for (String file : new String[] {"rules.yaml", "dashboard.json"}) {
      Matcher metric = METRIC.matcher(Files.readString(FILES.resolve(file)));
      while (metric.find()) named.add(metric.group().replaceFirst("_(bucket|count|sum)$", ""));
    }
    assertThat(named).hasSizeGreaterThan(15).isSubsetOf(has);
  }

  @Test
  void panelsHaveAnIdAndAPlaceOfTheirOwn() throws Exception {
    Tree read = JsonReader.read(Files.readString(FILES.resolve("dashboard.json")), "dashboard");
    assertThat(read).isInstanceOf(Tree.Obj.class);
    if (!(read instanceof Tree.Obj board)) return;
    Set<Long> ids = new HashSet<>();
    Set<Tree> places = new HashSet<>();
    for (Tree.Obj panel : TreeLists.objects(board.list("panels"))) {
      assertThat(ids.add(panel.number(0, "id"))).as(panel.text("title")).isTrue();
      assertThat(places.add(panel.obj("gridPos"))).as(panel.text("title")).isTrue();
      assertThat(panel.list("targets")).as(panel.text("title")).isNotEmpty();
    }
  }

  /// The names of metrics in the code.
  private static Set<String> sources() throws IOException {
    Set<String> names = new HashSet<>();
    try (Stream<Path> modules = Files.list(Deploy.FOLDER.resolveSibling("."))) {
      for (Path module : modules.map(path -> path.resolve("src/main/java")).toList()) {
        if (!Files.isDirectory(module)) continue;
        try (Stream<Path> files = Files.walk(module)) {
          for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
            Matcher literal = LITERAL.matcher(Files.readString(file));
            while (literal.find()) names.add(literal.group(1));
          }
        }
      }
    }
    return names;
  }
}
