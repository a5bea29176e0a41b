package dev.roster.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
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
    assertThat(catalog.serial()).isEqualTo(101);
    Catalog second = catalog.edit(List.of(new CatalogEdit.Put(DB)), 102).next();
    assertThat(second.serial()).isEqualTo(102);
    // The clock was set back.
    CatalogEdit gone = new CatalogEdit.Delete(DB.key());
    assertThat(second.edit(List.of(gone), 50).next().serial()).isEqualTo(103);
    assertThat(second.edit(List.of(gone), 900).next().serial()).isEqualTo(900);
  }

  @Test
  void aSecondHasOneCutAndWhatComesAfterItWaits() {
    Catalog first = Facts.catalog().edit(List.of(new CatalogEdit.Put(DB)), 200).next();
    assertThat(first.serial()).isEqualTo(200);
    assertThat(first.isSettled()).isTrue();
    assertThat(first.cut()).isSameAs(first);
    Catalog later = first;
    for (int i = 0; i < 5; i++) {
      Fact service = Facts.headless("prod", "db" + i, "pg/tcp/5432");
      later = later.edit(List.of(new CatalogEdit.Put(service)), 200).next();
      assertThat(later.serial()).isEqualTo(200);
      assertThat(later.cut()).isSameAs(first);
      assertThat(later.settled(200)).isSameAs(later);
    }
    assertThat(later.isSettled()).isFalse();
    Catalog cut = later.settled(201);
    assertThat(cut.serial()).isEqualTo(201);
    assertThat(cut.cut()).isSameAs(cut);
    assertThat(cut.revision().n()).isEqualTo(later.revision().n() + 1);
    assertThat(cut.settled(202)).isSameAs(cut);
    Catalog edited = later.edit(List.of(new CatalogEdit.Delete(DB.key())), 202).next();
    assertThat(edited.serial()).isEqualTo(202);
    assertThat(edited.cut()).isSameAs(edited);
  }

  @Test
  void theFirstOfAnIncarnationIsCutAgainASecondLater() {
    Catalog catalog = Facts.started(DB);
    assertThat(catalog.serial()).isEqualTo(100);
    assertThat(catalog.isSettled()).isFalse();
    assertThat(catalog.cut()).isSameAs(catalog);
    assertThat(catalog.settled(101).serial()).isEqualTo(101);
    // Lists that complete one after the other are one cut: nobody was given a part of them.
    CatalogEdit more = new CatalogEdit.Synced(ObjectKey.LOCAL, Kind.SERVICE_IMPORT);
    Catalog whole = catalog.edit(List.of(more), 100).next();
    assertThat(whole.serial()).isEqualTo(100);
    assertThat(whole.cut()).isSameAs(whole);
    assertThat(whole.settled(101).serial()).isEqualTo(101);
  }
}
