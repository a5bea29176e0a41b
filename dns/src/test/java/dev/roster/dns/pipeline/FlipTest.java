package dev.roster.dns.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.CatalogEdit;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.metrics.Counters.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a change of one Service costs: its own plans, each made once, when it is asked for.
class FlipTest {
  private static final List<String> OTHERS =
      List.of(
          "web.default.svc.cluster.local",
          "one.default.svc.cluster.local",
          "big.default.svc.cluster.local",
          "db.prod.svc.cluster.local",
          "db-1.db.prod.svc.cluster.local",
          "nope.default.svc.cluster.local",
          "example.org.default.svc.cluster.local",
          "example.org.svc.cluster.local",
          "example.org.cluster.local");
  private static final List<String> OWN =
      List.of("db.default.svc.cluster.local", "db-1.db.default.svc.cluster.local");

  private final Asker asker = new Asker(Worlds.small(), true, List.of(Blocks.cluster(true)));

  /// How many plans asking for all of these made.
  private long made(List<String> names) {
    long before = asker.metrics.total(Event.LEAVE_FIRST);
    for (String name : names) {
      asker.ask(name, RecordType.A);
      asker.ask(name, RecordType.AAAA);
    }
    return asker.metrics.total(Event.LEAVE_FIRST) - before;
  }

  private static Catalog flipped(Catalog catalog, int members) {
    List<CatalogEdit> steps = new ArrayList<>();
    Worlds.members(steps, "default", "db", members, 1);
    return catalog.edit(steps, Worlds.MADE + 10).next();
  }

  @Test
  void aFlipMakesThatServicesPlansAnew() {
    // All denials of Services are one, and those of other names.
    assertThat(made(OTHERS)).isEqualTo(2 * 5 + 2);
    assertThat(made(OWN)).isEqualTo(4);
    assertThat(made(OTHERS) + made(OWN)).isZero();
    asker.catalog = flipped(asker.catalog, 2);
    assertThat(made(OTHERS)).isZero();
    assertThat(made(OWN)).isEqualTo(4);
    assertThat(made(OWN)).isZero();
    assertThat(asker.ask(OWN.getFirst(), RecordType.A).answers()).hasSize(2);
  }

  @Test
  void aBurstOfFlipsMakesThemOnce() {
    made(OTHERS);
    made(OWN);
    for (int i = 0; i < 1_000; i++) asker.catalog = flipped(asker.catalog, 2 + i % 2);
    assertThat(made(OTHERS)).isZero();
    assertThat(made(OWN)).isEqualTo(4);
    assertThat(asker.ask(OWN.getFirst(), RecordType.A).answers()).hasSize(3);
  }

  /// A denial holds until something may be of the name.
  @Test
  void aNewServiceIsNotDenied() {
    String name = "nope.default.svc.cluster.local";
    for (int i = 0; i < 2; i++) assertThat(asker.ask(name, RecordType.A).rcode()).isEqualTo(3);
    List<CatalogEdit> steps = new ArrayList<>();
    Worlds.members(steps, "default", "nope", 2, 600);
    asker.catalog = asker.catalog.edit(steps, Worlds.MADE + 10).next();
    assertThat(asker.ask(name, RecordType.A).answers()).hasSize(2);
    long serial = asker.catalog.serial();
    assertThat(serial).isGreaterThan(Worlds.MADE);
    assertThat(asker.ask("other.default.svc.cluster.local", RecordType.A).authorities().toString())
        .contains("" + serial);
    asker.catalog = Catalog.EMPTY;
    assertThat(asker.ask("other.default.svc.cluster.local", RecordType.A).rcode()).isEqualTo(2);
  }
}
