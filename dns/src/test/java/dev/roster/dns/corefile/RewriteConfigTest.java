package dev.roster.dns.corefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What `rewrite` takes and refuses, as CoreDNS 1.14.7 does.
class RewriteConfigTest {
  private static final String TAKEN =
      """
      name a.com b.com
      name exact a.com b.com
      name prefix a.com b.com
      name suffix a.com b.com
      name substring a.com b.com
      name regex ([a])\\.com new-{1}.com
      name regex (d)\\.(c)\\.(r) {2}.{1}.{3} answer name (c)\\.(d)\\.(r) {2}.{1}.{3}
      name substring c.d.r d.c.r answer name (c)\\.(d)\\.(r) {2}.{1}.{3}
      name suffix a b answer auto
      name suffix a b answer auto value (.*) {1}
      name suffix a b answer name x y answer value x y
      NAME Exact a b
      stop name regex foo bar answer name bar foo
      continue name a b
      type any a
      class ch in
      stop class CH IN
      ttl exact a.b 30
      ttl exact a.b 30-60
      ttl a.b -60
      ttl a.b 30-
      ttl regex .* 0
      ttl a.b 4294967295
      rcode a.b NXDOMAIN NOERROR
      rcode regex .* 2 23
      rcode prefix a notimpl BADSIG
      cname a.b c.d
      cname regex (.*)\\.x {1}.y
      cname prefix a b
      edns0 local set 65518 abcdefg
      edns0 local set 0xffee abcdefg revert
      edns0 local append 0xffee 0x61
      edns0 local replace 0xffee {qname}
      edns0 local set 0xffee {server_port} revert
      edns0 local set 0xffee {kubernetes/namespace}
      edns0 local unset 0xffee
      edns0 nsid set
      edns0 nsid append revert
      edns0 nsid unset
      edns0 subnet set 24 56
      edns0 subnet append 0x18 56 revert
      edns0 subnet unset
      stop {\\n name regex foo bar\\n answer name bar foo\\n}
      """;

  private static final String REFUSED =
      """
      name
      name a.com
      name a.com b.com c.com
      name exact ( )
      name exact a.com (
      name substring a.com b.com c.com
      name regex ([a]\\.com new-{1}.com
      name regex a new-{1}.com
      name regex (a) {0}{1}
      name regex (a)\\.(b) {2}.{1} answer name (b)\\.(a) {2}.{1} too.long way.too.long
      name regex (b)\\.(c) {2}.{1} NoAnswer name (b)\\.(c) {2}.{1}
      name regex (b)\\.(c) {2}.{1} answer ttl (b)\\.(c) {2}.{1}
      name suffix a b answer
      name suffix a b answer auto name x y
      name suffix a b answer value x
      answer name a b
      type
      type a
      type any a a
      type XY WV
      type ANY WV
      class
      class IN
      class ch in in
      class XY WV
      ttl a
      ttl a.b 60-30
      ttl a.b -
      ttl a.b x
      ttl a.b +5
      ttl some a.b 5
      ttl exact a.b 5 6
      rcode a.b NXDOMAIN
      rcode a.b NXDOMAIN NOPE
      rcode a.b 24 0
      rcode some a.b NXDOMAIN NOERROR
      rcode exact a.b NXDOMAIN NOERROR more
      cname a
      cname some a b
      cname regex ( b
      edns0
      edns0 unknown set
      edns0 unknown unset
      edns0 local
      edns0 local set
      edns0 local set 0xffee
      edns0 local set invalid abcdefg
      edns0 local set 65536 abcdefg
      edns0 local unset 0xffee abcdefg
      edns0 local unset 0xffee revert
      edns0 local foo 0xffee abcdefg
      edns0 local set 0xffee 0xabcdefg
      edns0 local set 0xffee {dummy}
      edns0 nsid set junk
      edns0 nsid unset revert
      edns0 nsid foo
      edns0 subnet set -1 56
      edns0 subnet set 24 -56
      edns0 subnet set 33 56
      edns0 subnet set 24 129
      edns0 subnet append 24 56 72
      edns0 subnet unset 24 56
      edns0 subnet unset revert
      foo
      stop
      continue
      unknown name a.com b.com
      stop {\\n answer name bar foo\\n name regex foo bar\\n}
      stop {\\n name regex foo bar\\n answer name bar foo\\n name baz\\n}
      """;

  @Test
  void whatCoreDnsTakesIsTaken() {
    for (String line : TAKEN.lines().toList()) {
      String text = "rewrite " + line.replace("\\n", "\n");
      assertThat(CorefileCases.only(RewriteConfig.class, text).rules()).as(line).hasSize(1);
    }
  }

  @Test
  void whatCoreDnsRefusesIsRefused() {
    for (String line : REFUSED.lines().toList()) {
      String text = "example.org {\nrewrite " + line.replace("\\n", "\n") + "\n}\n";
      assertThat(CorefileCases.refused(text)).as(line).startsWith("Corefile:");
    }
    assertThat(CorefileCases.refused("example.org {\nrewrite\n}\n")).contains("no rule");
  }

  @Test
  void rulesKeepTheirOrder() {
    RewriteConfig config =
        CorefileCases.only(
            RewriteConfig.class, "rewrite continue type ANY A\nrewrite name a b\nrewrite ttl a 5");
    assertThat(config.rules())
        .extracting(RewriteRule::goesOn)
        .isEqualTo(List.of(true, false, false));
    assertThat(config.rules().getFirst()).isEqualTo(new RewriteRule.Type(true, 255, 1));
  }
}
