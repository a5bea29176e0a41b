package dev.roster.engine.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Tree;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What an object becomes when it is decoded, and words that were meant to be others.
class FieldCheckTest {
  @Test
  void nullsGoAndQuantitiesAreCanonical() throws MalformedTextException {
    String given =
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","labels":null,"annotations":{"x":null}},
         "spec":{"containers":[{"name":"c","image":null,"resources":{"limits":{"cpu":0.5,"memory":"1024Mi"}}}]}}
        """;
    FieldCheck.Checked checked = FieldCheck.check((Tree.Obj) JsonReader.read(given, "t"));
    assertThat(checked.problems()).isEmpty();
    assertThat(JsonWriter.write(checked.object()))
        .isEqualTo(
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\","
                + "\"annotations\":{\"x\":\"\"}},\"spec\":{\"containers\":[{\"name\":\"c\","
                + "\"resources\":{\"limits\":{\"cpu\":\"500m\",\"memory\":\"1Gi\"}}}]}}");
  }

  @Test
  void placesStayAfterDecoding() throws MalformedTextException {
    String given = "{\"apiVersion\":\"v1\",\n\"kind\":\"Pod\",\n\"spec\":{\"containers\":[]}}";
    FieldCheck.Checked checked = FieldCheck.check((Tree.Obj) JsonReader.read(given, "t"));
    assertThat(checked.object().obj("spec").position()).hasToString("t:3:8");
  }

  @Test
  void mistypedWordsFindTheirs() {
    List<String> words = List.of("clusterIP", "clusterIPs", "ports", "selector", "type");
    check("clusterIp", words, "clusterIP");
    check("prots", words, "ports");
    check("selectors", words, "selector");
    check("tpye", words, "type");
    check("foo", words, "-");
    check("", words, "-");
    check("x".repeat(1000), words, "-");
  }

  private static void check(String word, List<String> words, String nearest) {
    assertThat(Nearest.of(word, words).orElse("-")).as(word).isEqualTo(nearest);
  }
}
