package dev.roster.dns.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Files of weights, as CoreDNS 1.14.7 reads them.
class WeightsTest {
  private static final String FILE =
      """
      # comment
      w1,example.org
      192.168.1.15   10
        192.168.1.14 20

      w2.Example.org.
      # another
      192.168.2.16 102
      fd00::1 255
      192.168.2.16 7
      w3.example.org
      """;

  @Test
  void weights() {
    Weights weights =
        switch (Weights.parse(FILE)) {
          case Weights.Parsed.Read(Weights read) -> read;
          case Weights.Parsed.Refused(String why) -> throw new AssertionError(why);
        };
    assertThat(weights.of(Name.of("W2.example.org"), IpAddress.of("192.168.2.16"))).isEqualTo(102);
    assertThat(weights.of(Name.of("w2.example.org"), IpAddress.of("fd00::1"))).isEqualTo(255);
    assertThat(weights.of(Name.of("w2.example.org"), IpAddress.of("fd00::2"))).isEqualTo(1);
    assertThat(weights.of(Name.of("w3.example.org"), IpAddress.of("fd00::1"))).isEqualTo(1);
    assertThat(weights.of(Name.of("w4.example.org"), IpAddress.of("fd00::1"))).isEqualTo(1);
    assertThat(Weights.parse("")).isInstanceOf(Weights.Parsed.Read.class);
  }

  @Test
  void whatIsWrong() {
    List<String> wrong =
        List.of(
            "192.168.1.14 20",
            "w.test\n192.168.1.14",
            "w.test\n192.168.1.300 100",
            "w.test\n192.168.1.14 0",
            "w.test\n192.168.1.14 256",
            "w.test\n192.168.1.14 -1",
            "w.test\n192.168.1.14 +1",
            "w.test\n192.168.1.14 1 x",
            "w.test\nx 1",
            "w.test y",
            "w.test\n192.168.1.14 300100100100100100100");
    for (String text : wrong) {
      assertThat(Weights.parse(text)).as(text).isInstanceOf(Weights.Parsed.Refused.class);
    }
  }
}
