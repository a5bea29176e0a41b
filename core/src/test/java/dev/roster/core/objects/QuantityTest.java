package dev.roster.core.objects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Quantities are read and written as Kubernetes does.
class QuantityTest {
  @Test
  void textsBecomeCanonical() {
    String table =
        """
        0         0
        1         1
        -1        -1
        +5        5
        0.5       500m
        .5        500m
        1.        1
        1000m     1
        1500      1500
        1000      1k
        1k        1k
        1024Mi    1Gi
        1.5Gi     1536Mi
        1000Ki    1000Ki
        0.5Ki     512
        0.1Gi     107374182400m
        100m      100m
        1u        1u
        0.1n      1n
        12e3      12e3
        1E3       1e3
        1e-3      1e-3
        1E        1E
        3Ti       3Ti
        2Pi       2Pi
        1000000E  9223372036854775807
        0Gi       0
        -0.5Gi    -512Mi
        1K        -
        1kb       -
        1 Gi      -
        Gi        -
        1Gx       -
        ''        -
        1e        -
        1e+       -
        1m3       -
        1.2.3     -
        --1       -
        1e99999   -
        1i        -
        1 e3      -
        """;
    table
        .lines()
        .forEach(line -> {
          String text = line.substring(0, 10).strip().replace("''", "");
          String canonical = Quantity.parse(text).map(Quantity::toString).orElse("-");
          assertThat(canonical).as(text).isEqualTo(line.substring(10).strip());
        });
  }

  @Test
  void theCanonicalTextIsItsOwn() {
    for (String text : new String[] {"1Gi", "1536Mi", "500m", "12e3", "7", "1e-9", "-3Ki"}) {
      String once = Quantity.parse(text).orElseThrow().toString();
      assertThat(Quantity.parse(once).orElseThrow()).hasToString(once);
    }
  }
}
