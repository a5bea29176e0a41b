package dev.roster.dns.corefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What `template` takes and refuses, as CoreDNS 1.14.7 does.
class TemplateConfigTest {
  private static final List<String> TAKEN =
      List.of(
          "IN A",
          "ANY ANY {\n\n}",
          "ANY ANY {\n match a b c\n}",
          "ANY A example.com {\n match %s\n}",
          "ANY A example.com {\n match (?P<a>[0-9]*)\n answer \"{{ .Grup.d }}\"\n fallthrough\n}",
          "ANY AAAA e.com {\n authority \"e.com 60 IN SOA ns.e.com h.e.com (1 60 60 60 60)\"\n}",
          "ANY ANY {\n rcode NXDOMAIN\n ederror 21 \"Blocked\"\n}",
          "ANY ANY {\n ederror 21\n}",
          "ANY ANY {\n upstream whatever it says\n}",
          "IN ANY example.com {\n rcode NXDOMAIN\n fallthrough example.com\n}",
          "IN A {\n answer \"{{ .Name }} 60 IN A 1.2.3.4\"\n}",
          "ANY ANY {\n expr 1\n}",
          "ANY ANY {\n expr name() == 'a.example.'\n expr incidr(client_ip(), '10.0.0.0/8')\n}",
          "ANY ANY {\n match (?P<a>b)\n expr group('a') != '' && group(0) != group(1.5)\n}",
          "ANY ANY {\n var a 1\n var b a + 1\n var c 'x' + name()\n}",
          "ANY ANY {\n var _A9 int(group('n'))\n expr _A9 > 1 and _A9 in 1..3\n}",
          "ANY ANY {\n var a nil\n expr a + 1 == 2 || a == 'x'\n}");

  private static final List<String> REFUSED =
      List.of(
          "",
          "ANY",
          "in A",
          "IN a",
          "ANY X",
          "X ANY",
          "ANY ANY .* {\n notavailable\n}",
          "ANY ANY {\n match\n}",
          "ANY ANY {\n match (\n}",
          "ANY ANY {\n answer\n}",
          "ANY ANY {\n additional\n}",
          "ANY ANY {\n authority\n}",
          "ANY ANY {\n answer \"{{\"\n}",
          "ANY ANY {\n answer \"{{ nosuch }}\"\n}",
          "ANY ANY {\n additional \"{{\"\n}",
          "ANY ANY {\n rcode\n}",
          "ANY ANY {\n rcode NOPE\n}",
          "ANY ANY {\n ederror\n}",
          "ANY ANY {\n ederror invalid \"Blocked\"\n}",
          "ANY ANY {\n ederror too many arguments\n}",
          "ANY ANY {\n ederror 65536\n}",
          "ANY ANY {\n expr\n}",
          "ANY ANY {\n expr undefined == 1\n}",
          "ANY ANY {\n expr group()\n}",
          "ANY ANY {\n expr name(1)\n}",
          "ANY ANY {\n var\n}",
          "ANY ANY {\n var a\n}",
          "ANY ANY {\n var 1a 1\n}",
          "ANY ANY {\n var a-b 1\n}",
          "ANY ANY {\n var group 1\n}",
          "ANY ANY {\n var let 1\n}",
          "ANY ANY {\n var name 1\n}",
          "ANY ANY {\n var filter 1\n}",
          "ANY ANY {\n var a 1\n var a 2\n}",
          "ANY ANY {\n var a 1\n expr a + 'x'\n}",
          "ANY ANY {\n var a b + 1\n var b 1\n}",
          "ANY ANY {\n var a 1 +\n}",
          "ANY ANY {\n var a invalid expression\n}");

  @Test
  void whatCoreDnsTakesIsTaken() {
    for (String text : TAKEN) {
      assertThat(CorefileCases.only(TemplateConfig.class, "template " + text).entries())
          .as(text)
          .hasSize(1);
    }
  }

  @Test
  void whatCoreDnsRefusesIsRefused() {
    for (String text : REFUSED) {
      assertThat(CorefileCases.refused("example.org {\n template " + text + "\n}\n"))
          .as(text)
          .startsWith("Corefile:");
    }
  }

  @Test
  void zonesAreTheBlocksWhereNoneIsNamed() {
    TemplateConfig config =
        CorefileCases.only(TemplateConfig.class, "template IN A\ntemplate IN A 10.0.0.0/8");
    assertThat(config.entries().getFirst().zones()).hasToString("[example.org.]");
    assertThat(config.entries().getLast().zones()).hasToString("[10.in-addr.arpa.]");
  }
}
