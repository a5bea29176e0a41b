package dev.roster.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonWriter;
import dev.roster.engine.objects.MalformedTextException;
import org.junit.jupiter.api.Test;

/// YAML becomes the JSON that kubectl makes of it; the table was compared with kubectl 1.33, which
/// differs in numbers beyond a double, and refuses infinity and not-a-number.
class Yaml11Test {
  @Test
  void scalarsAreThoseOfYaml11() throws MalformedTextException {
    check(
        """
        yes                 true
        on                  true
        y                   true
        Off                 false
        n                   false
        TRUE                true
        tRue                "tRue"
        ~                   null
        Null                null
        nUll                "nUll"
        0644                420
        -0644               -420
        0o17                15
        0b101               5
        0x1F                31
        0xfg                "0xfg"
        08                  8
        09.5                9.5
        00                  0
        0                   0
        -0                  0
        +5                  5
        1_000               1000
        12345678901234567890123 12345678901234567890123
        1.0                 1
        1.                  1
        .5                  0.5
        1e3                 1000
        1e                  "1e"
        1e400               "1e400"
        .                   "."
        -                   [null]
        +                   "+"
        1.2.3               "1.2.3"
        12:30:45            "12:30:45"
        190:20:30           "190:20:30"
        2001-12-14          "2001-12-14"
        2001-12-14T21:59:43Z "2001-12-14T21:59:43Z"
        0.5Gi               "0.5Gi"
        100m                "100m"
        "0644"              "0644"
        'yes'               "yes"
        !!str 5             "5"
        !!int "5"           5
        !!float 5           5
        !thing x            "x"
        .inf                ".inf"
        .nan                ".nan"
        """);
  }

  @Test
  void namesAreStrings() throws MalformedTextException {
    assertThat(json("on: 1\n0644: 2\n1.50: 3\nx: 4\n\"5\": 5\n-7: 6"))
        .isEqualTo("{\"true\":1,\"420\":2,\"1.5\":3,\"x\":4,\"5\":5,\"-7\":6}");
  }

  @Test
  void anchorsAndMergeKeys() throws MalformedTextException {
    assertThat(json("a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3\nc: *x"))
        .isEqualTo("{\"a\":{\"p\":1,\"q\":2},\"b\":{\"q\":3,\"p\":1},\"c\":{\"p\":1,\"q\":2}}");
    assertThat(json("a: &x {p: 1}\nb: &y {p: 2, r: 4}\nc: {<<: [*x, *y]}"))
        .endsWith("\"c\":{\"p\":1,\"r\":4}}");
    assertThat(json("\"<<\": 1")).isEqualTo("{\"<<\":1}");
  }

  @Test
  void textsInBlocksKeepTheirLines() throws MalformedTextException {
    assertThat(json("a: |\n  x\n  y\nb: >-\n  x\n  y\n"))
        .isEqualTo("{\"a\":\"x\\ny\\n\",\"b\":\"x y\"}");
  }

  @Test
  void whatHasNoJsonFormSaysWhere() {
    refused("a: 1\nb: 2\na: 3", "t:3:1: a: duplicate field \"a\", first on line 1");
    refused("x:\n  {a: 1, a: 2}", "t:2:10: x.a: duplicate field \"a\", first on line 2");
    refused("~: 1", "t:1:1: a field without a name");
    refused("? [1]\n: 2", "t:1:3: a field's name must be a string (put {{ }} in quotes)");
    refused("image: {{ .Values.image }}", "t:1:9: image: a field's name must be a string");
    refused("a: *x", "t:1:4: a: there is no anchor &x");
    refused("a: &x [*x]", "t:1:8: a[0]: the anchor &x contains itself");
    refused("<<: 5", "t:1:1: a merge key (<<) must name a map or a list of maps");
    refused("a: [1, 2", "t:1:9: not YAML: ");
    refused("a: b: c", "t:1:5: not YAML: ");
    refused("a:\n\t- b", "t:2:1: not YAML: ");
    refused("a: \"\\q\"", "t:1:6: not YAML: ");
    refused("!!binary aGk=", "t:1:1: the tag !!binary does not fit");
    refused("a: \u0001", "t: not YAML: ");
  }

  @Test
  void aliasesAreBounded() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      laughs
          .append("a%d: &a%d [".formatted(i, i))
          .repeat("*a%d, ".formatted(i - 1), 9)
          .append("x]\n");
    }
    refused(laughs.toString(), "aliases stand for more than 100000 values");
    refused("[".repeat(300) + "]".repeat(300), "more than 200 maps and lists within each other");
    StringBuilder deep = new StringBuilder("a0: &a0 x\n");
    for (int i = 1; i < 300; i++) deep.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
    refused(deep.toString(), "more than 200 maps and lists within each other");
  }

  private static void check(String table) throws MalformedTextException {
    for (String line : table.lines().toList()) {
      int gap = line.lastIndexOf(' ');
      String text = line.substring(0, gap).strip();
      assertThat(json(text)).as(text).isEqualTo(line.substring(gap + 1));
    }
  }

  private static String json(String yaml) throws MalformedTextException {
    return JsonWriter.write(one(yaml));
  }

  private static Tree one(String yaml) throws MalformedTextException {
    var all = YamlReader.read(yaml, "t");
    return all.isEmpty() ? Tree.Null.NONE : all.getFirst();
  }

  private static void refused(String yaml, String message) {
    assertThatThrownBy(() -> YamlReader.read(yaml, "t"))
        .as(yaml)
        .isInstanceOf(MalformedTextException.class)
        .hasMessageContaining(message);
  }
}
