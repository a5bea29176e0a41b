package dev.roster.engine.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roster.engine.objects.JsonScanner.Token;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Tokens of a stream are those of the text, however its bytes come; what is no JSON is refused.
class JsonScannerTest {
  private static final int TEXTS = 20_000;

  /// A stream that gives a few bytes at a time.
  private static final class Drops extends InputStream {
    private final ByteArrayInputStream bytes;
    private final Random random;

    Drops(byte[] bytes, Random random) {
      this.bytes = new ByteArrayInputStream(bytes);
      this.random = random;
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] to, int from, int length) {
      return bytes.read(to, from, Math.min(length, 1 + random.nextInt(7)));
    }
  }

  private static JsonScanner scanner(String text) {
    return new JsonScanner(
        new Drops(text.getBytes(StandardCharsets.UTF_8), new Random(text.length())), "a.json");
  }

  /// The tokens with what they say.
  private static String tokens(JsonScanner json) throws IOException {
    List<String> all = new ArrayList<>();
    while (json.next() != Token.END) {
      all.add(
          switch (json.token()) {
            case BEGIN_OBJECT -> "{";
            case END_OBJECT -> "}";
            case BEGIN_ARRAY -> "[";
            case END_ARRAY -> "]";
            case NAME -> json.name() + ":";
            case TEXT -> "'" + json.text() + "'";
            case NUMBER -> json.number();
            case TRUE -> "true";
            case FALSE -> "false";
            case NULL -> "null";
            case END -> throw new AssertionError();
          });
    }
    return String.join(" ", all);
  }

  private static String tokens(String text) throws IOException {
    return tokens(scanner(text));
  }

  @Test
  void tokensAreGivenWithWhatTheySay() throws IOException {
    assertThat(tokens("")).isEmpty();
    assertThat(tokens(" {} [ ] ")).isEqualTo("{ } [ ]");
    assertThat(tokens("{\"a\":[1,-0.5e+3,true,false,null],\"b\":{\"a\":\"x\"}}"))
        .isEqualTo("{ a: [ 1 -0.5e+3 true false null ] b: { a: 'x' } }");
    assertThat(tokens("[\"a\\n\\u00e4\\\"\\\\\\/ä€\\ud83d\\ude00\"]"))
        .isEqualTo("[ 'a\nä\"\\/ä€😀' ]");
    assertThat(tokens("{\"\\u0061\":1}")).isEqualTo("{ a: 1 }");
  }

  @Test
  void whatIsNoJsonIsRefusedWithItsPlace() {
    refused("{\"a\":1,\n \"a\":2}", "a.json:2:2: not JSON: Duplicate field 'a'");
    refused("{\"a\":1,\n \"\\u0061\":2}", "a.json:2:2: not JSON: Duplicate field 'a'");
    refused("[1 2]", "a.json:1:4: not JSON: expected ',' or ']'");
    refused("{\"a\" 1}", "a.json:1:6: not JSON: expected ':'");
    refused("{a:1}", "a.json:1:2: not JSON: expected a name");
    refused("[", "a.json:1:2: not JSON: expected a value, found the end");
    refused("[\"a", "not JSON: the text ends within a string");
    refused("[\"a\u0001\"]", "not JSON: a control character within a string");
    refused("[".repeat(201), "not JSON: nested more than 200 levels deep");
    refused("[" + "1".repeat(101) + "]", "not JSON: a number of more than 100 characters");
    for (String wrong :
        List.of(
            "[1,]",
            "[,1]",
            "{\"a\":1,}",
            "{,}",
            "[01]",
            "[-]",
            "[1.]",
            "[.5]",
            "[1e]",
            "[+1]",
            "[tru]",
            "[nul",
            "]",
            "}",
            "[\"\\x\"]",
            "[\"\\u12g4\"]",
            "\ufeff[]",
            "[}",
            "{]",
            "[1a]",
            "{1:2}",
            "[NaN]",
            "['a']",
            "[//\n1]")) {
      refused(wrong, "not JSON: ");
    }
    assertThatThrownBy(
            () -> {
              byte[] latin = "[\"\u00e4\"]".getBytes(StandardCharsets.ISO_8859_1);
              tokens(new JsonScanner(new ByteArrayInputStream(latin), "a.json"));
            })
        .hasMessageContaining("a text that is no UTF-8");
  }

  private static void refused(String text, String why) {
    assertThatThrownBy(() -> tokens(text))
        .as(text)
        .isInstanceOf(MalformedTextException.class)
        .hasMessageContaining(why);
  }

  @Test
  void manyNamesAreComparedToo() throws IOException {
    List<String> members = new ArrayList<>();
    for (int i = 0; i < 3000; i++) members.add("\"n-" + i + "\":{\"n-" + i + "\":" + i + "}");
    assertThat(tokens("{" + String.join(",", members) + "}")).contains("n-2999: { n-2999: 2999 }");
    members.add("\"n-2000\":0");
    refused("{" + String.join(",", members) + "}", "Duplicate field 'n-2000'");
  }

  /// With a byte changed now and then: it takes what trees are read of, and nothing else.
  @Test
  void itTakesWhatTreesAreReadOf() {
    Random random = new Random(11);
    int taken = 0;
    for (int i = 0; i < TEXTS; i++) {
      byte[] bytes = new RandomObject(random).text().getBytes(StandardCharsets.US_ASCII);
      for (int n = random.nextInt(3); n > 0; n--) {
        bytes[random.nextInt(bytes.length)] =
            (byte) "{}[]:,\"\\ 0-.etfnu\u0001\n".charAt(random.nextInt(19));
      }
      String text = new String(bytes, StandardCharsets.US_ASCII);
      boolean tree = takes(() -> JsonReader.readAll(text, "a.json"));
      boolean scanned = takes(() -> tokens(text));
      assertThat(scanned).as(text).isEqualTo(tree);
      if (scanned) taken++;
    }
    assertThat(taken).isBetween(TEXTS / 4, TEXTS * 3 / 4);
  }

  private interface Read {
    Object read() throws IOException;
  }

  private static boolean takes(Read read) {
    try {
      read.read();
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  @Test
  void whatIsKeptIsGivenWhole() throws IOException {
    String object = "{\"a\":\"" + "x".repeat(200_000) + "\",\"b\":[{}]}";
    JsonScanner json = scanner("[" + object + ",{\"c\":1}]");
    json.next();
    json.next();
    json.keep();
    json.next();
    assertThat(new String(json.object(), StandardCharsets.US_ASCII)).isEqualTo(object);
    json.letGo();
    assertThat(tokens(json)).isEqualTo("{ c: 1 } ]");
  }

  @Test
  void whatIsSkippedIsPassedOver() throws IOException {
    JsonScanner json = scanner("[{\"a\":[1,{\"b\":2}]},3]");
    json.next();
    json.next();
    json.skip();
    assertThat(json.token()).isEqualTo(Token.END_OBJECT);
    json.skip();
    assertThat(tokens(json)).isEqualTo("3 ]");
  }
}
