package dev.roster.core.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameTest {
  @Test
  void readsPresentationForm() {
    check(
        """
        db.default.svc        | 3 | db.default.svc.
        db.default.svc.       | 3 | db.default.svc.
        .                     | 0 | .
        DB.Default            | 2 | DB.Default.
        a\\.b.c               | 2 | a\\.b.c.
        a\\\\b                | 1 | a\\\\b.
        \\000\\255.x          | 2 | \\000\\255.x.
        \\097                 | 1 | a.
        *                     | 1 | *.
        it's                  | 1 | it\\'s.
        a\\032b               | 1 | a\\ b.
        a@(b);"$              | 1 | a\\@\\(b\\)\\;\\"$.
        """);
  }

  private static void check(String table) {
    table
        .lines()
        .forEach(line -> {
          List<String> row = List.of(line.split("\\|", -1));
          Name name = Name.of(row.get(0).strip());
          assertThat(name.labelCount()).as(line).isEqualTo(Integer.parseInt(row.get(1).strip()));
          assertThat(name.toString()).as(line).isEqualTo(row.get(2).strip());
        });
  }

  @Test
  void refusesWhatIsNoName() {
    String label = "a".repeat(63);
    for (String text :
        List.of(
            "",
            "..",
            ".a",
            "a..b",
            "a..",
            "\\",
            "\\25",
            "\\256",
            "\\2x5",
            "a" + label,
            label + "." + label + "." + label + "." + "a".repeat(62))) {
      assertThat(Name.parse(text)).as(text).isEmpty();
    }
    assertThat(Name.of(label + "." + label + "." + label + "." + "a".repeat(61)).wireLength())
        .isEqualTo(Name.WIRE_BYTES_MAX);
  }

  @Test
  void ignoresTheCaseOfAsciiLettersOnly() {
    assertThat(Name.of("DB.Svc")).isEqualTo(Name.of("db.svc")).hasSameHashCodeAs(Name.of("db.svc"));
    assertThat(Name.of("DB.Svc").equalsExactly(Name.of("db.svc"))).isFalse();
    assertThat(Name.of("\\196")).isNotEqualTo(Name.of("\\228"));
    assertThat(Name.of("[")).isNotEqualTo(Name.of("{"));
    assertThat(Name.of("DB.Svc").folded().toString()).isEqualTo("db.svc.");
    assertThat(Name.of("DB").label(0)).isEqualTo("db");
  }

  @Test
  void aDotInsideALabelSeparatesNothing() {
    Name one = Name.of("a\\.b.svc");
    assertThat(one).isNotEqualTo(Name.of("a.b.svc"));
    assertThat(one.label(0)).isEqualTo("a.b");
    assertThat(one.isIn(Name.of("b.svc"))).isFalse();
    assertThat(Name.of("svc").child("a.b")).isEqualTo(one);
  }

  @Test
  void goesUpAndDown() {
    Name zone = Name.of("Cluster.local");
    Name name = zone.child("svc").child("default");
    assertThat(name.toString()).isEqualTo("default.svc.Cluster.local.");
    assertThat(name.isIn(Name.of("cluster.LOCAL"))).isTrue();
    assertThat(name.isIn(name)).isTrue();
    assertThat(name.isIn(Name.ROOT)).isTrue();
    assertThat(zone.isIn(name)).isFalse();
    assertThat(Name.of("xcluster.local").isIn(zone)).isFalse();
    assertThat(name.suffix(2)).isEqualTo(zone);
    assertThat(name.suffix(4)).isEqualTo(Name.ROOT);
    assertThat(zone.under(Name.of("default.svc"))).isEqualTo(name);
    assertThatThrownBy(() -> name.suffix(5)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> name.label(4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> name.child("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> name.child("a".repeat(64)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ordersByLabelsFromTheRight() {
    // RFC 4034 section 6.1.
    List<Name> ordered =
        List.of(
                "example",
                "a.example",
                "yljkjljk.a.example",
                "Z.a.example",
                "zABC.a.EXAMPLE",
                "z.example",
                "\\001.z.example",
                "*.z.example",
                "\\200.z.example")
            .stream()
            .map(Name::of)
            .toList();
    List<Name> shuffled = new ArrayList<>(ordered);
    Collections.shuffle(shuffled, new Random(7));
    Collections.sort(shuffled);
    assertThat(shuffled).isEqualTo(ordered);
  }

  @Test
  void whatItWritesItReads() {
    Random random = new Random(20_260);
    for (int round = 0; round < 20_000; round++) {
      Name name = random(random);
      assertThat(Name.of(name.toString()).equalsExactly(name)).as("%s", name).isTrue();
      byte[] wire = new byte[name.wireLength() + 3];
      int end = name.writeTo(wire, 3);
      assertThat(Name.ofWire(wire, 3, end - 3).equalsExactly(name)).isTrue();
    }
  }

  @Test
  void refusesBrokenWireForms() {
    byte[] good = {1, 'a', 0};
    assertThat(Name.ofWire(good, 0, 3)).isEqualTo(Name.of("a"));
    for (byte[] bad :
        List.of(
            new byte[] {1, 'a'},
            new byte[] {2, 'a', 0},
            new byte[] {(byte) 0xc0, 0, 0},
            new byte[] {1, 'a', 0, 0},
            new byte[] {64, 0},
            new byte[0])) {
      assertThatThrownBy(() -> Name.ofWire(bad, 0, bad.length))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Name random(Random random) {
    Name name = Name.ROOT;
    int labels = random.nextInt(6);
    for (int i = 0; i < labels; i++) {
      StringBuilder label = new StringBuilder();
      int length = 1 + random.nextInt(random.nextInt(8) == 0 ? 63 : 8);
      for (int j = 0; j < length; j++) label.append((char) random.nextInt(256));
      if (name.wireLength() + length + 1 <= Name.WIRE_BYTES_MAX)
        name = name.child(label.toString());
    }
    return name;
  }
}
