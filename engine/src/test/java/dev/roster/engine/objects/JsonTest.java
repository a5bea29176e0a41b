package dev.roster.engine.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.core.objects.Position;
import dev.roster.core.objects.Tree;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// JSON in and out: nothing is lost, nothing but the result ever comes out, every fault has a
/// place.
class JsonTest {
  @Test
  void valuesComeBackAsTheyWere() throws MalformedTextException {
    for (String json :
        new String[] {
          "{}",
          "[]",
          "null",
          "{\"b\":1,\"a\":[true,false,null,\"x\"]}",
          "12345678901234567890123.4567890123456789",
          "1.10",
          "-0.5",
          "\"\\\"\\\\\\u0001é😀\\n\"",
          "{\"\":{\"\":[[[]]]}}"
        }) {
      assertThat(JsonWriter.write(JsonReader.read(json, "t"))).isEqualTo(json);
    }
    assertThat(JsonWriter.write(JsonReader.read(" [ 1e3 , -0 ] ", "t"))).isEqualTo("[1E+3,0]");
    assertThat(JsonReader.read("\"\\ud800x\"", "t")).isEqualTo(Tree.Text.of("\ufffdx"));
  }

  @Test
  void prettyTextIsAsKubectlPrintsIt() throws MalformedTextException {
    Tree tree = JsonReader.read("{\"a\":[1,{\"b\":\"c\"}],\"d\":{},\"e\":[]}", "t");
    assertThat(JsonWriter.writePretty(tree))
        .isEqualTo(
            """
            {
                "a": [
                    1,
                    {
                        "b": "c"
                    }
                ],
                "d": {},
                "e": []
            }
            """);
  }

  @Test
  void everyValueAndNameHasAPlace() throws IOException {
    Tree tree = JsonReader.read(new StringReader("{\n  \"a\": [1,\n    \"é\", {}]\n}"), "f.json");
    Tree.Obj object = (Tree.Obj) tree;
    assertThat(object.keyPositions().get("a")).isEqualTo(new Position("f.json", 2, 3));
    assertThat(object.list("a").get(1).position()).hasToString("f.json:3:5");
    assertThat(object.list("a").get(2).position()).hasToString("f.json:3:10");
  }

  @Test
  void faultsSayWhere() {
    refused("", "t:1:1: no JSON value");
    refused("{", "t:1:2: not JSON: ");
    refused("{\"a\" 1}", "t:1:6: not JSON: ");
    refused("[1,]", "t:1:4: not JSON: ");
    refused("{\"a\":1} {}", "t:1:9: unexpected content behind the JSON value");
    refused("{\"a\":1,\n\"a\":2}", "t:2:1: a: duplicate field \"a\", first on line 1");
    refused("{\"x\":[{\"a\":1,\"a\":2}]}", "x[0].a: duplicate field");
    refused("01", "not JSON: ");
    refused("NaN", "not JSON: ");
    refused("'a'", "not JSON: ");
    refused("1e999", "t:1:1: the number 1e999 is out of range");
    refused("1e-999999999", "is out of range");
    refused("1e99999999999999999999", "is out of range");
    refused("1" + "0".repeat(200), "");
    refused("[".repeat(500), "");
    refused("\"\t\"", "not JSON: ");
    assertThatThrownBy(() -> JsonReader.read(new byte[] {'"', (byte) 0xff, '"'}, "t"))
        .hasMessage("t:1: not UTF-8 text: byte 0xff at offset 1");
  }

  @Test
  void severalValuesStandBehindEachOther() throws MalformedTextException {
    assertThat(JsonReader.readAll("{} [1]\n2", "t")).hasSize(3);
    assertThat(JsonReader.readAll(" ", "t")).isEmpty();
  }

  @Test
  void randomTreesComeBackEqual() throws MalformedTextException {
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      Tree tree = tree(random, 5);
      for (String text : List.of(JsonWriter.write(tree), JsonWriter.writePretty(tree))) {
        assertThat(JsonReader.read(text, "t")).as("seed %d", seed).isEqualTo(tree);
      }
    }
  }

  @Test
  void mutatedTextGivesAValueOrAFault() {
    byte[] seedText =
        "{\"a\":[1,-2.5e3,true,null,\"x\\u00e9\\n\"],\"b\":{\"c\":\"😀\"}}"
            .getBytes(StandardCharsets.UTF_8);
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = seedText.clone();
      int mutations = 1 + random.nextInt(4);
      for (int i = 0; i < mutations; i++) {
        byte mutant =
            (byte)
                (random.nextBoolean()
                    ? random.nextInt()
                    : "[]{}:,\"\\0e".charAt(random.nextInt(10)));
        bytes[random.nextInt(bytes.length)] = mutant;
      }
      try {
        Tree tree = JsonReader.read(bytes, "t");
        assertThat(JsonReader.read(JsonWriter.write(tree), "t"))
            .as("seed %d", seed)
            .isEqualTo(tree);
      } catch (MalformedTextException fault) {
        assertThat(fault.problem().position().source()).isEqualTo("t");
      }
    }
  }

  private static Tree tree(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 5)) {
      case 0 -> Tree.Null.NONE;
      case 1 -> Tree.Bool.of(random.nextBoolean());
      case 2 -> Tree.Num.of(random.nextLong());
      case 3 -> new Tree.Num(BigDecimal.valueOf(random.nextDouble()), Position.NONE);
      case 4 -> Tree.Text.of(text(random));
      case 5 -> {
        List<Tree> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) elements.add(tree(random, depth - 1));
        yield Tree.Arr.of(elements);
      }
      default -> {
        Map<String, Tree> members = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--)
          members.put(text(random), tree(random, depth - 1));
        yield Tree.Obj.of(members);
      }
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      int c = random.nextInt(3) == 0 ? random.nextInt(0x10ffff) : random.nextInt(128);
      text.appendCodePoint(c >= 0xd800 && c < 0xe000 ? 'x' : c);
    }
    return text.toString();
  }

  private static void refused(String json, String message) {
    assertThatThrownBy(() -> JsonReader.read(json, "t"))
        .as(json)
        .isInstanceOf(MalformedTextException.class)
        .hasMessageContaining(message);
  }
}
