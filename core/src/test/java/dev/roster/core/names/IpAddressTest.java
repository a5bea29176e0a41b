package dev.roster.core.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IpAddressTest {
  @Test
  void writesCanonically() {
    // RFC 5952 section 4.
    check(
        """
        10.0.0.1                      | 10.0.0.1
        2001:DB8::1                   | 2001:db8::1
        2001:db8:0:0:0:0:2:1          | 2001:db8::2:1
        2001:db8:0:1:1:1:1:1          | 2001:db8:0:1:1:1:1:1
        2001:0:0:1:0:0:0:1            | 2001:0:0:1::1
        2001:db8:0:0:1:0:0:1          | 2001:db8::1:0:0:1
        0:0:0:0:0:0:0:0               | ::
        ::1                           | ::1
        1::                           | 1::
        ::ffff:1.2.3.4                | ::ffff:1.2.3.4
        64:ff9b::1.2.3.4              | 64:ff9b::102:304
        2001:db8:3333:4444:5555:6666::| 2001:db8:3333:4444:5555:6666::
        1:2:3:4:5:6:7::               | 1:2:3:4:5:6:7:0
        """);
  }

  private static void check(String table) {
    table
        .lines()
        .forEach(line -> {
          List<String> row = List.of(line.split("\\|", -1));
          IpAddress address = IpAddress.of(row.get(0).strip());
          assertThat(address.toString()).as(line).isEqualTo(row.get(1).strip());
          assertThat(IpAddress.of(address.toString())).as(line).isEqualTo(address);
        });
  }

  @Test
  void refusesWhatIsNoAddress() {
    for (String text :
        List.of(
            "",
            "1",
            "1.2.3",
            "1.2.3.4.5",
            "256.1.1.1",
            "01.2.3.4",
            "1.2.3.4 ",
            "1..2.3",
            ":",
            ":::",
            "1::2::3",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "12345::",
            "g::",
            "1:2:3:4:5:6:7:8::",
            "::1.2.3",
            "::1.2.3.4:5",
            "fe80::1%eth0",
            "[::1]",
            "1:",
            ":1",
            "::ffff:1.2.3.256",
            "\u0661::",
            "1:2:3:4:5:6:7:1.2.3.4")) {
      assertThat(IpAddress.parse(text)).as(text).isEmpty();
    }
  }

  @Test
  void readsAndWritesAsTheJdkDoes() throws Exception {
    Random random = new Random(20_261);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      for (int i = 0; i < bytes.length; i++) if (random.nextInt(3) > 0) bytes[i] = 0;
      IpAddress address = IpAddress.of(bytes);
      assertThat(IpAddress.of(address.toString())).isEqualTo(address);
      InetAddress jdk = InetAddress.getByAddress(bytes);
      assertThat(IpAddress.of(jdk.getHostAddress())).isEqualTo(address);
      if (!address.unmapped().equals(address)) continue; // the JDK makes IPv4 of it
      assertThat(InetAddress.ofLiteral(address.toString()).getAddress()).isEqualTo(bytes);
    }
  }

  @Test
  void noTwoIpv4AddressesShareAHash() {
    assertThat(IpAddress.of("10.0.1.0").hashCode())
        .isNotEqualTo(IpAddress.of("10.0.0.31").hashCode());
    assertThat(IpAddress.of("10.0.1.0").hashCode()).isEqualTo(IpAddress.of("10.0.1.0").hashCode());
  }

  @Test
  void ordersIpv4FirstAndByBytes() {
    assertThat(IpAddress.of("9.0.0.1")).isLessThan(IpAddress.of("10.0.0.1"));
    assertThat(IpAddress.of("200.0.0.1")).isGreaterThan(IpAddress.of("10.0.0.1"));
    assertThat(IpAddress.of("::")).isGreaterThan(IpAddress.of("255.255.255.255"));
  }

  @Test
  void mappedAddressesStayIpv6UntilAsked() {
    IpAddress mapped = IpAddress.of("::ffff:1.2.3.4");
    assertThat(mapped.isIpv4()).isFalse();
    assertThat(mapped.unmapped()).isEqualTo(IpAddress.of("1.2.3.4"));
    assertThat(IpAddress.of("::1").unmapped()).isEqualTo(IpAddress.of("::1"));
    assertThat(IpAddress.of("1.2.3.4").unmapped()).isEqualTo(IpAddress.of("1.2.3.4"));
  }
}
