package dev.roster.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Problem;
import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Manifests and what reading them says, word by word: `*.golden` has a case behind each `####`,
/// the manifest first and behind `>>>>` what is said. `mvn -pl manifest -am test -Dgolden=update
/// -Dtest=GoldenTest` rewrites what is said; read the difference before it is committed.
class GoldenTest {
  private static final boolean UPDATE = "update".equals(System.getProperty("golden"));

  @Test
  void brokenManifestsSayWhatAndWhere() throws IOException {
    check("broken.golden");
  }

  @Test
  void goodManifestsSayWhatWillNotComeTrue() throws IOException {
    check("warnings.golden");
  }

  private static void check(String resource) throws IOException {
    StringBuilder all = new StringBuilder();
    List<String> failures = new ArrayList<>();
    for (String each : text(resource).split("(?m)^#### ", -1)) {
      if (each.isBlank()) {
        all.append(each);
        continue;
      }
      String title = each.lines().findFirst().orElse("");
      int middle = each.indexOf("\n>>>>");
      String body = middle < 0 ? each : each.substring(0, middle + 1);
      String expected = middle < 0 ? "" : each.substring(each.indexOf('\n', middle + 1) + 1);
      String manifest = body.substring(title.length() + 1);
      String said = said(manifest);
      if (!said.strip().equals(expected.strip())) failures.add(title + "\n" + said);
      all.append("#### ").append(body).append(">>>>\n").append(said).append('\n');
    }
    if (UPDATE) {
      Path root = Path.of(System.getProperty("roster.root"));
      Path file = root.resolve("manifest/src/test/resources/dev/roster/manifest/" + resource);
      Files.writeString(file, all);
      return;
    }
    assertThat(failures).isEmpty();
  }

  private static String said(String manifest) {
    InputStream in = new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8));
    ReadResult result =
        ManifestReader.read(List.of(Path.of("-")), Strictness.STRICT, List.of(), in);
    return switch (result) {
      case ReadResult.Broken broken -> lines("", broken.problems().stream().map(Problem::toString));
      case ReadResult.Objects objects ->
          lines("object ", objects.objects().stream().map(GoldenTest::identity))
              + lines("note ", objects.notes().stream())
              + lines("warning ", objects.warnings().stream().map(Problem::toString));
    };
  }

  private static String identity(Tree.Obj object) {
    return JsonWriter.write(object.at("kind").orElseThrow()).replace("\"", "")
        + " "
        + object.text("metadata", "namespace")
        + "/"
        + object.text("metadata", "name");
  }

  private static String lines(String prefix, Stream<String> lines) {
    return lines.map(line -> prefix + line + "\n").collect(Collectors.joining());
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = GoldenTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
