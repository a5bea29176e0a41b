package dev.roster.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What moves the SOA's serial: as CoreDNS's controller decides it.
class SerialTest {
  private static final Fact.ServiceFact DB = Facts.headless("prod", "db", "pg/tcp/5432");

  @Test
  void relevantChanges() {
    check(true, "service added", null, DB);
    check(true, "service removed", DB, null);
    check(
        true,
        "externalName changed",
        Facts.external("prod", "x", "a.example"),
        Facts.external("prod", "x", "b.example"));
    check(
        true,
        "ports changed",
        Facts.clusterIp("prod", "x", "10.96.0.1", "a/tcp/1"),
        Facts.clusterIp("prod", "x", "10.96.0.1", "a/tcp/2"));
    check(true, "pod gets an address", null, Facts.pod("prod", "p", "10.240.0.1"));
    check(
        true,
        "pod's address changes",
        Facts.pod("prod", "p", "10.240.0.1"),
        Facts.pod("prod", "p", "10.240.0.2"));
    check(false, "identical", slice("http/tcp/80", "10.0.0.1"), slice("http/tcp/80", "10.0.0.1"));
    check(true, "address removed", slice("http/tcp/80", "10.0.0.1"), slice("http/tcp/80", ""));
    check(true, "port removed", slice("http/tcp/80", "10.0.0.1"), slice("", "10.0.0.1"));
    check(
        true,
        "address changed",
        slice("http/tcp/80", "10.0.0.1"),
        slice("http/tcp/80", "10.0.0.2"));
    check(
        true,
        "port number changed",
        slice("http/tcp/80", "10.0.0.1"),
        slice("http/tcp/8080", "10.0.0.1"));
    check(
        true,
        "hostname changed",
        slice("http/tcp/80", "10.0.0.1 hostname=a"),
        slice("http/tcp/80", "10.0.0.1 hostname=b"));
    check(
        false,
        "node changed",
        slice("http/tcp/80", "10.0.0.1 node=a"),
        slice("http/tcp/80", "10.0.0.1 node=b"));
    check(
        false,
        "one that isn't ready",
        slice("http/tcp/80", "10.0.0.1"),
        slice("http/tcp/80", "10.0.0.1, 10.0.0.2 notready"));
  }

  private static Fact slice(String ports, String endpoints) {
    return Facts.slice("prod", "db-1", "db", ports, endpoints);
  }

  private static void check(boolean moves, String title, @Nullable Fact old, @Nullable Fact now) {
    boolean about = !DB.equals(old) && !DB.equals(now);
    Catalog catalog = about ? Facts.catalog(DB) : Facts.catalog();
    if (old != null) catalog = Facts.put(catalog, old).next();
    CatalogEdit step =
        now != null
            ? new CatalogEdit.Put(now)
            : new CatalogEdit.Delete(Objects.requireNonNull(old).key());
    Catalog.Change change = catalog.edit(List.of(step), 5000);
    assertThat(change.next().serial()).as(title).isEqualTo(moves ? 5000 : catalog.serial());
  }

  @Test
  void isTheTimeOrOneMore() {
    Catalog catalog = Facts.catalog();
    assertThat(catalog.serial()).isEqualTo(100);
    Catalog sameSecond = Facts.put(catalog, DB).next();
    assertThat(sameSecond.serial()).isEqualTo(101);
    CatalogEdit gone = new CatalogEdit.Delete(DB.key());
    assertThat(sameSecond.edit(List.of(gone), 50).next().serial()).isEqualTo(102);
    assertThat(sameSecond.edit(List.of(gone), 900).next().serial()).isEqualTo(900);
  }
}
