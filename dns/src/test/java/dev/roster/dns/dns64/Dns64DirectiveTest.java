package dev.roster.dns.dns64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.names.Name;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.corefile.Dns64Config;
import dev.roster.dns.pipeline.Asker;
import dev.roster.dns.pipeline.FixedZone;
import dev.roster.dns.pipeline.ServerBlock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What `dns64` takes, and makes of an answer.
class Dns64DirectiveTest {
  private static final String ZONE =
      """
      four.test. 900 A 192.0.2.33
      both.test. 60 A 192.0.2.33
      both.test. 60 AAAA 2001:db8::1
      alias.test. 30 CNAME four.test.
      """;

  /// RFC 6052 section 2.4.
  @Test
  void theAddressStandsBehindThePrefix() {
    assertThat(answer("2001:db8::/32")).isEqualTo("2001:db8:c000:221::");
    assertThat(answer("2001:db8:100::/40")).isEqualTo("2001:db8:1c0:2:21::");
    assertThat(answer("2001:db8:122::/48")).isEqualTo("2001:db8:122:c000:2:2100::");
    assertThat(answer("2001:db8:122:300::/56")).isEqualTo("2001:db8:122:3c0:0:221::");
    assertThat(answer("2001:db8:122:344::/64")).isEqualTo("2001:db8:122:344:c0:2:2100:0");
    assertThat(answer("2001:db8:122:344::/96")).isEqualTo("2001:db8:122:344::c000:221");
  }

  private static String answer(String prefix) {
    Message reply = ask("{\n allow_ipv4\n prefix " + prefix + "\n}", "four.test");
    return FixedZone.line(reply.answers().getFirst()).replace("four.test. 600 AAAA ", "");
  }

  @Test
  void onlyWhatHasNoIpv6AddressIsTranslated() {
    assertThat(lines("{\n allow_ipv4\n}", "both.test"))
        .containsExactly("both.test. 60 AAAA 2001:db8::1");
    assertThat(lines("{\n allow_ipv4\n translate_all\n}", "both.test"))
        .containsExactly("both.test. 60 AAAA 64:ff9b::c000:221");
    assertThat(lines("{\n allow_ipv4\n}", "alias.test"))
        .containsExactly(
            "alias.test. 30 CNAME four.test.", "four.test. 600 AAAA 64:ff9b::c000:221");
    assertThat(ask("{\n allow_ipv4\n}", "no.test").rcode()).isEqualTo(Rcode.NXDOMAIN);
    // The client came over IPv4.
    assertThat(lines("", "four.test")).isEmpty();
  }

  @Test
  void prefixesAreThoseOfTheRfc() {
    for (String bad : List.of("64:ff9b::", "64:ff9b::/97", "64:ff9b::/33", "10.0.0.0/32", "x/32")) {
      assertThat(config(bad)).as(bad).isEmpty();
    }
    assertThat(config("64:ff9b::/96 more")).isEmpty();
    assertThat(config("{\n prefix\n}")).isEmpty();
    assertThat(config("{\n nosuch\n}")).isEmpty();
    assertThat(config("{\n translate_all\n allow_ipv4\n}")).isPresent();
  }

  private static List<String> lines(String text, String name) {
    return ask(text, name).answers().stream().map(FixedZone::line).toList();
  }

  private static Message ask(String text, String name) {
    Dns64Directive directive = new Dns64Directive(config(text).orElseThrow());
    ServerBlock block =
        new ServerBlock(Name.ROOT, "", List.of(), List.of(new FixedZone(ZONE), directive));
    return new Asker(Catalog.EMPTY, true, List.of(block)).ask(name, RecordType.AAAA);
  }

  private static Optional<Dns64Config> config(String text) {
    return switch (CorefileReader.read(". {\n dns64 " + text + "\n}\n", "Corefile", Map.of())) {
      case CorefileResult.Read(var config) -> config.blocks().getFirst().find(Dns64Config.class);
      case CorefileResult.Refused _ -> Optional.empty();
    };
  }
}
