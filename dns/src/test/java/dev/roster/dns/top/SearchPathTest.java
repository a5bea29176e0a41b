package dev.roster.dns.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.Name;
import dev.roster.dns.pipeline.Responder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which questions only a search path makes, what was meant by them, and what had been better.
class SearchPathTest {
  private final Talk talk = new Talk();
  private final Responder worker = talk.worker();

  @ParameterizedTest
  @CsvSource({
    // What a resolver makes of api.example.com in a pod of default.
    "api.example.com.default.svc.cluster.local, api.example.com., api.example.com.",
    "api.example.com.svc.cluster.local, api.example.com., api.example.com.",
    "api.example.com.cluster.local, api.example.com., api.example.com.",
    "API.Example.COM.Cluster.Local, api.example.com., api.example.com.",
    // Of two labels; of names within the cluster.
    "example.com.default.svc.cluster.local, example.com., example.com.",
    "example.com.svc.cluster.local, example.com., example.com.",
    "db.prod.default.svc.cluster.local, db.prod., db.prod.svc.cluster.local.",
    "db-0.db.prod.default.svc.cluster.local, db-0.db.prod., db-0.db.prod.svc.cluster.local.",
    "db.prod.svc.default.svc.cluster.local, db.prod.svc., db.prod.svc.cluster.local.",
    "db.prod.svc.svc.cluster.local, db.prod.svc., db.prod.svc.cluster.local.",
    "db.prod.svc.cluster.local.default.svc.cluster.local, db.prod.svc.cluster.local.,"
        + " db.prod.svc.cluster.local.",
    "db.prod.svc.cluster.local.svc.cluster.local, db.prod.svc.cluster.local.,"
        + " db.prod.svc.cluster.local.",
    "db.prod.cluster.local, db.prod., db.prod.svc.cluster.local.",
    "_ldap._tcp.dc.example.com.default.svc.cluster.local, _ldap._tcp.dc.example.com.,"
        + " _ldap._tcp.dc.example.com.",
    // The second and third try of a Service that isn't there.
    "nope.svc.cluster.local, nope., ",
    "nope.cluster.local, nope., ",
  })
  void namesThatNothingCouldHaveAreWaste(String asked, String meant, String better) {
    talk.ask(worker, "10.0.0.7", asked);
    assertThat(talk.report().wasters())
        .singleElement()
        .satisfies(row -> {
          assertThat(row.asked()).isEqualTo(Name.of(asked));
          assertThat(row.meant()).hasToString(meant);
          assertThat(row.better().map(Name::toString)).isEqualTo(Optional.ofNullable(better));
        });
    assertThat(talk.talkers.wasted()).isOne();
  }

  @ParameterizedTest
  @CsvSource({
    // They exist.
    "db.default.svc.cluster.local",
    "db-1.db.default.svc.cluster.local",
    "default.svc.cluster.local",
    "svc.cluster.local",
    "cluster.local",
    // They could: a Service of a namespace that is there, its members and ports.
    "nope.default.svc.cluster.local",
    "db-9.db.default.svc.cluster.local",
    "_x._tcp.db.default.svc.cluster.local",
    "_http._tcp.nope.default.svc.cluster.local",
    "a.b.c.d.db.default.svc.cluster.local",
    "10-9-9-9.default.pod.cluster.local",
    "10-9-9-9.nope.pod.cluster.local",
    // They are in no zone with Services.
    "nope.example.com",
    "9.9.9.10.in-addr.arpa"
  })
  void namesThatCouldBeMeantAreNot(String asked) {
    talk.ask(worker, "10.0.0.7", asked);
    assertThat(talk.report().wasters()).isEmpty();
    assertThat(talk.report().questions()).isOne();
    assertThat(talk.talkers.wasted()).isZero();
  }

  @Test
  void aNameTooLongForItsWholeNameHasNoBetterOne() {
    String label = "x".repeat(60);
    String meant = String.join(".", label, label, label, "x".repeat(45), "db", "prod", "svc");
    assertThat(TopTalkers.better(Name.of(meant), Name.of("cluster.local"), talk.catalog)).isEmpty();
  }
}
