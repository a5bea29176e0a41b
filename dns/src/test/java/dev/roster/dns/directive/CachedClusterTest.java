package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.metrics.Counters.Event;
import dev.roster.dns.pipeline.Worlds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `cache` does to a cluster's answers: bounds on TTLs, and nothing else.
class CachedClusterTest {
  private static final String DB = "db.default.svc.cluster.local";

  private static ServedCorefile serve(String ttl, String cache, String roster) {
    return new ServedCorefile(
        """
        .:0 {
          bind 127.0.0.1
          errors
          health 127.0.0.1:0
          ready 127.0.0.1:0
          kubernetes cluster.local in-addr.arpa ip6.arpa {
            pods insecure
            fallthrough in-addr.arpa ip6.arpa
            ttl TTL
          }
          prometheus 127.0.0.1:0
          forward . 127.0.0.1:1
          CACHE
          ROSTER
          loop
          loadbalance
        }
        """
            .replace("TTL", ttl)
            .replace("CACHE", cache)
            .replace("ROSTER", roster));
  }

  @Test
  void answersStayRememberedAndChangeAtOnce() throws IOException {
    try (ServedCorefile server = serve("30", "cache 30", "")) {
      server.ask(DB, RecordType.A);
      server.ask("nope.default.svc.cluster.local", RecordType.A);
      long before = server.service.metrics().total(Event.PLAN_HIT);
      for (int i = 0; i < 50; i++) {
        assertThat(server.ask(DB, RecordType.A).answers()).hasSize(3);
        Message denied = server.ask("no" + i + ".default.svc.cluster.local", RecordType.A);
        assertThat(denied.rcode()).isEqualTo(Rcode.NXDOMAIN);
      }
      assertThat(server.service.metrics().total(Event.PLAN_HIT) - before).isEqualTo(100);
      server.catalog = Worlds.without(server.catalog);
      assertThat(server.ask(DB, RecordType.A).answers()).hasSize(2);
    }
  }

  /// The first answers of CoreDNS 1.14.7 over the same zone.
  @ParameterizedTest
  @CsvSource({
    "30, cache 30, '', 30, 30",
    "60, cache 30, '', 30, 30",
    "5, cache 30, '', 5, 5",
    "0, cache 30, '', 5, 5",
    "30, cache 5, '', 5, 5",
    "0, '', '', 0, 0",
    "0, 'cache { success 100 3600 0 }', '', 0, 5",
    "0, 'cache { denial 100 3600 0 }', '', 5, 0",
    "3600, cache, '', 3600, 300",
    "5, 'cache 30 { success 100 60 20 }', '', 20, 5",
    "5, 'cache 30 { denial 100 60 20 }', '', 5, 20",
    "5, cache 30, roster { negative_ttl 0 }, 5, 5" // for names that no declared set will own
  })
  void ttlsAreHeldWithinBounds(String ttl, String cache, String roster, long answer, long denial)
      throws IOException {
    String lines = cache.replace("{ ", "{\n").replace(" }", "\n}");
    try (ServedCorefile server =
        serve(ttl, lines, roster.replace("{ ", "{\n").replace(" }", "\n}"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(ttls(server.ask(DB, RecordType.A))).containsOnly(answer);
        assertThat(ttls(server.ask("nope.default.svc.cluster.local", RecordType.A)))
            .containsOnly(denial);
      }
    }
  }

  private static List<Long> ttls(Message reply) {
    List<ResourceRecord> all = new ArrayList<>(reply.answers());
    all.addAll(reply.authorities());
    return all.stream().map(ResourceRecord::ttlSeconds).toList();
  }
}
