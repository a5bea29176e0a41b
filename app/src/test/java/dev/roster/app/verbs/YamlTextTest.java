package dev.roster.app.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import dev.roster.manifest.ManifestReader;
import dev.roster.manifest.ReadResult;
import dev.roster.manifest.Strictness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTextTest {
  /// Texts that read as something else when nobody looks after them.
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "true",
          "yes",
          "On",
          "null",
          "~",
          "1",
          "0644",
          "1.5",
          "1e3",
          "0x1f",
          "1_000",
          "12:30",
          "2001-01-01",
          "- a",
          "-a",
          "a: b",
          "a:",
          ":a",
          "a #b",
          "#a",
          "'a'",
          "\"a\"",
          " a",
          "a ",
          "a\nb",
          "a\nb\n",
          "a\n\n",
          "\na",
          "  a\nb",
          "a\tb",
          "\t",
          "{a}",
          "[a]",
          "*a",
          "&a",
          "!a",
          "|",
          ">",
          "%a",
          "@a",
          "`a",
          "?",
          "? a",
          "-",
          "--- a",
          "=",
          "<<",
          "ä",
          "a\\b",
          "10.0.0.1",
          "a,b",
          "5s",
          ".5",
          "+1",
          "a\u0007b",
          "\u2028",
          "😀",
          "n",
          "y",
          "0b1",
          "0o7",
          "a\r\nb",
          "é\nx",
          "$(POD_IP)",
          ".inf",
          "1.",
          "-1",
          "a\n b\n  c");

  @TempDir private Path folder = Path.of("");

  @Test
  void looks_as_kubectl_prints_it() {
    Tree.Obj tree =
        ThreeWayMergeTest.tree(
            "{metadata:{name:'db',labels:{}},kind:'A',spec:{ports:[{port:5432,name:'pg'},{port:1}],"
                + "args:['-c','true'],nested:[[1,2],[]],empty:[]},apiVersion:'v1'}");
    assertThat(YamlText.of(tree))
        .isEqualTo(
            """
            apiVersion: v1
            kind: A
            metadata:
              labels: {}
              name: db
            spec:
              args:
              - -c
              - "true"
              empty: []
              nested:
              -
                - 1
                - 2
              - []
              ports:
              - name: pg
                port: 5432
              - port: 1
            """);
  }

  @Test
  void every_odd_text_reads_as_itself() throws IOException {
    TreeMap<String, Tree> data = new TreeMap<>();
    for (int i = 0; i < TEXTS.size(); i++) data.put("k" + i, Tree.Text.of(TEXTS.get(i)));
    readsAsItself(Tree.Obj.of(data));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void random_texts_read_as_themselves(long seed) throws IOException {
    Random random = new Random(seed);
    String alphabet = "ab1 :-#'\"\n\t[]{},&*!|>%@`?~.=0ä\\$";
    TreeMap<String, Tree> data = new TreeMap<>();
    for (int i = 0; i < 400; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(9); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      data.put("k" + i, Tree.Text.of(text.toString()));
    }
    readsAsItself(Tree.Obj.of(data));
  }

  private void readsAsItself(Tree.Obj data) throws IOException {
    Tree.Obj map =
        ThreeWayMergeTest.tree("{apiVersion:'v1',kind:'ConfigMap',metadata:{name:'x'}}")
            .with("data", data);
    Path file = Files.writeString(folder.resolve("x.yaml"), YamlText.of(map));
    switch (ManifestReader.read(List.of(file), Strictness.LENIENT)) {
      case ReadResult.Objects(var objects, var _, var _) -> {
        Tree.Obj read = objects.getFirst().obj("data");
        data.members()
            .forEach((name, text) ->
                assertThat(read.get(name)).as(name + " of\n" + YamlText.of(data)).contains(text));
      }
      case ReadResult.Broken(var problems) -> throw new AssertionError(problems.toString());
    }
  }
}
