package dev.roster.core.zonetext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.Name;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.core.zonetext.ZoneSource.Included;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ZoneTextTest {
  private static final Map<String, String> FILES =
      Map.of(
          "more.db", "inside 7 A 192.0.2.7\n       A 192.0.2.8\n",
          "broken.db", "a 5 A 192.0.2.1\nb 5 A 1.2.3\n",
          "self.db", "$INCLUDE self.db\n");

  @Test
  void ownersAndTtlsAreInherited() {
    assertThat(
            read(
                """
                $TTL 1h
                @  IN SOA ns host 7 ( 1 2 ; a comment with )
                      3
                      4 )
                   NS ns
                ns 30 IN A 192.0.2.1
                   IN 40 A 192.0.2.2
                   A 192.0.2.3
                $ORIGIN sub
                www A 192.0.2.4
                $TTL 5
                @ A 192.0.2.5
                """))
        .containsExactly(
            "example.org. 3600 SOA",
            "example.org. 3600 NS",
            "ns.example.org. 30 192.0.2.1",
            "ns.example.org. 40 192.0.2.2",
            "ns.example.org. 3600 192.0.2.3",
            "www.sub.example.org. 3600 192.0.2.4",
            "sub.example.org. 5 192.0.2.5");
  }

  @Test
  void theLastTtlCountsWhereNoDirectiveSaysOne() {
    assertThat(
            read(
                """
                a 30 A 192.0.2.1
                b A 192.0.2.2
                $TTL 9
                c A 192.0.2.3
                d 8 A 192.0.2.4
                  A 192.0.2.5
                """))
        .containsExactly(
            "a.example.org. 30 192.0.2.1",
            "b.example.org. 30 192.0.2.2",
            "c.example.org. 9 192.0.2.3",
            "d.example.org. 8 192.0.2.4",
            "d.example.org. 9 192.0.2.5");
    assertThat(broken("a A 192.0.2.1\n")).isEqualTo("db:1: no TTL is said, and none before it");
  }

  @Test
  void filesAreIncluded() {
    assertThat(
            read("$TTL 5\na A 192.0.2.1\n$INCLUDE more.db sub ; why\n  A 192.0.2.2\nb A 192.0.2.3"))
        .containsExactly(
            "a.example.org. 5 192.0.2.1",
            "inside.sub.example.org. 7 192.0.2.7",
            "inside.sub.example.org. 7 192.0.2.8",
            "a.example.org. 5 192.0.2.2",
            "b.example.org. 5 192.0.2.3");
    assertThat(broken("\n$INCLUDE broken.db\n")).startsWith("broken.db:2: \"1.2.3\" is no IPv4");
    assertThat(broken("$INCLUDE nothing.db\n")).isEqualTo("db:1: no file nothing.db");
    assertThat(broken("$INCLUDE self.db\n")).startsWith("self.db:1: $INCLUDE nested over 7 deep");
  }

  @Test
  void linesAreGenerated() {
    assertThat(read("$GENERATE 1-3/2 host-$ A 192.0.2.$\n$GENERATE 9-10 h${-9,3,x} 7 A 10.0.0.$\n"))
        .containsExactly(
            "host-1.example.org. 3600 192.0.2.1",
            "host-3.example.org. 3600 192.0.2.3",
            "h000.example.org. 7 10.0.0.9",
            "h001.example.org. 7 10.0.0.10");
    for (String range : List.of("1", "2-1", "1-9/0", "0-65536", "a-b", "-1-2")) {
      assertThat(broken("$GENERATE " + range + " a A 192.0.2.1\n")).contains("is no range");
    }
    assertThat(broken("$GENERATE 1-2 ${0 A 192.0.2.1\n")).contains("without its end");
    assertThat(broken("$GENERATE 1-2 ${0,0,b} A 192.0.2.1\n")).contains("expected: ${OFFSET");
  }

  @Test
  void problemsHaveTheirLine() {
    assertThat(broken("\n\na 5 A (\n 192.0.2.1\n"))
        .isEqualTo("db:5: the file ends inside parentheses");
    assertThat(broken("a 5 TXT \"x\ny\nb 5 A 1\n")).isEqualTo("db:1: the file ends inside quotes");
    assertThat(broken("a 5 TXT \"x\ny\"\nb 5 A 1\n")).startsWith("db:3: \"1\" is no IPv4 address");
    assertThat(broken(" 5 A 192.0.2.1\n")).isEqualTo("db:1: a record without an owner");
    assertThat(broken("a 5 A (\n 192.0.2.1\n x )\n")).startsWith("db:3: \"x\" behind");
    assertThat(broken("$TTL x\n")).startsWith("db:1: \"x\" is no time");
  }

  @Test
  void aKnownSerialEndsTheReading() {
    String text = "@ 5 SOA ns host 42 1 1 1 1\nbroken\n";
    assertThat(ZoneText.read("db", text, Name.of("x"), ZoneTextTest::open, OptionalLong.of(42)))
        .isInstanceOf(ZoneText.Result.Unchanged.class);
    assertThat(ZoneText.read("db", text, Name.of("x"), ZoneTextTest::open, OptionalLong.of(41)))
        .isInstanceOf(ZoneText.Result.Broken.class);
  }

  private static Included open(String from, String name) {
    String text = FILES.get(name);
    return text == null ? new Included.Missing("no file " + name) : new Included.Text(name, text);
  }

  private static ZoneText.Result result(String text) {
    return ZoneText.read(
        "db", text, Name.of("example.org"), ZoneTextTest::open, OptionalLong.empty());
  }

  private static String broken(String text) {
    return result(text).toString();
  }

  private static List<String> read(String text) {
    if (result(text) instanceof ZoneText.Result.Read(List<ResourceRecord> records)) {
      return records.stream().map(ZoneTextTest::shown).toList();
    }
    throw new AssertionError(broken(text));
  }

  private static String shown(ResourceRecord record) {
    String data =
        record.data() instanceof RecordData.Address(var address)
            ? address.toString()
            : RecordType.toText(record.type());
    return record.owner() + " " + record.ttlSeconds() + " " + data;
  }
}
