package dev.roster.core.zonetext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.Name;
import dev.roster.core.wire.MessageDecoder;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RecordTextTest {
  static Stream<List<String>> records() throws IOException {
    try (InputStream in = RecordTextTest.class.getResourceAsStream("records.txt")) {
      List<String> lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#") && !line.isEmpty())
              .toList();
      return IntStream.range(0, lines.size() / 2)
          .mapToObj(i -> List.of(lines.get(2 * i), lines.get(2 * i + 1).strip()));
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void isReadAsCoreDnsReadsIt(List<String> textAndBytes) {
    String text = textAndBytes.get(0);
    String wanted = textAndBytes.get(1);
    switch (RecordText.parse(text)) {
      case RecordText.Result.Read(ResourceRecord record) -> {
        assertThat(wanted).as(text).matches("[0-9a-f]+");
        ResourceRecord expected = decoded(wanted);
        assertThat(record).as(text).isEqualTo(expected);
        assertThat(shown(record)).as("letter case").isEqualTo(shown(expected));
      }
      case RecordText.Result.Nothing _ -> assertThat(wanted).as(text).isEqualTo("-");
      case RecordText.Result.Refused(String why) ->
          assertThat(wanted).as(text + ": " + why).isEqualTo("!");
    }
  }

  private static String shown(ResourceRecord record) {
    return record.toString().replaceAll("@[0-9a-f]+", "");
  }

  private static ResourceRecord decoded(String hex) {
    String header = "000000000000000100000000";
    byte[] message = HexFormat.of().parseHex(header + hex);
    if (MessageDecoder.decode(message, 0, message.length)
        instanceof MessageDecoder.Decoded.Whole whole) {
      return whole.message().answers().getFirst();
    }
    throw new AssertionError(hex);
  }

  @Test
  void namesWithoutFinalDotAreUnderTheOrigin() {
    Name origin = Name.of("example.org");
    assertThat(RecordText.parse("www 5 CNAME @", origin, 1))
        .isInstanceOfSatisfying(
            RecordText.Result.Read.class,
            read -> {
              assertThat(read.record().owner()).isEqualTo(Name.of("www.example.org"));
              assertThat(read.record().toString()).contains("example.org.");
            });
    assertThat(RecordText.data(RecordType.MX, "10 mail", origin).toString())
        .contains("mail.example.org.");
  }

  @Test
  void noTextMakesItThrow() throws IOException {
    List<String> texts = records().map(List::getFirst).toList();
    Random random = new Random(7);
    String alphabet = "\"();\\ \t\n.@$a0-";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(texts.get(random.nextInt(texts.size())));
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        int at = random.nextInt(text.length() + 1);
        if (random.nextBoolean() && at < text.length()) text.deleteCharAt(at);
        else text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(RecordText.parse(text.toString())).isNotNull();
    }
  }
}
