package dev.roster.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

/// A change costs its own size, whatever there is beside it: bytes that it allocates, objects that
/// are garbage at its end included.
class CostOfChangeTest {
  private static final int CHANGES = 1_000;
  private static final int MEMBERS = 10;

  /// Of one member's new address in a slice of ten.
  private static final int CHANGE_BYTES_MAX = 10_000;

  /// Members of one slice, as controllers make them.
  private static final int SLICE_MEMBERS = 100;

  @Test
  void oneMembersFlipCostsTheSameInALargeCatalog() {
    long small = bytesPerChange(100);
    long large = bytesPerChange(4_000);
    assertThat(small).isLessThan(CHANGE_BYTES_MAX);
    assertThat(large).isLessThan(small + 2_000); // a deeper tree
  }

  private static long bytesPerChange(int services) {
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < services; i++) {
      facts.add(Facts.headless("prod", "s" + i, "http/tcp/80"));
      facts.add(slice(i, 0));
    }
    Catalog catalog = Facts.catalog(facts.toArray(Fact[]::new));
    List<CatalogEdit> changes = new ArrayList<>();
    for (int change = 1; change <= 2 * CHANGES; change++) {
      changes.add(new CatalogEdit.Put(slice(change * 31 % services, change)));
    }
    long before = 0;
    for (int i = 0; i < changes.size(); i++) {
      if (i == CHANGES) before = Allocated.byThisThread(); // the first ones link what they call
      catalog = catalog.edit(List.of(changes.get(i)), 1).next();
    }
    long bytes = (Allocated.byThisThread() - before) / CHANGES;
    assertThat(catalog.size()).isEqualTo(new Catalog.Size(services, services * MEMBERS));
    return bytes;
  }

  @Test
  void oneMemberOfManyCostsItsSlice() {
    long small = bytesPerFlip(10);
    long large = bytesPerFlip(100); // 10,000 members
    assertThat(small).isLessThan(4 * CHANGE_BYTES_MAX);
    assertThat(large).isLessThan(small + CHANGE_BYTES_MAX); // a reference for each slice
  }

  private static long bytesPerFlip(int slices) {
    List<Fact> facts = new ArrayList<>();
    facts.add(Facts.headless("prod", "big", "http/tcp/80"));
    for (int i = 0; i < slices; i++) facts.add(part(i, true));
    Catalog catalog = Facts.catalog(facts.toArray(Fact[]::new));
    List<CatalogEdit> changes = new ArrayList<>();
    for (int i = 0; i < 4 * slices; i++) {
      changes.add(new CatalogEdit.Put(part(i % slices, i / slices % 2 == 1)));
    }
    long before = 0;
    for (int i = 0; i < changes.size(); i++) {
      if (i == 2 * slices) before = Allocated.byThisThread();
      Catalog.Change change = catalog.edit(List.of(changes.get(i)), 1);
      assertThat(change.visible()).isTrue();
      catalog = change.next();
    }
    return (Allocated.byThisThread() - before) / (2L * slices);
  }

  /// A slice of the large Service, its first member ready or not.
  private static Fact part(int slice, boolean ready) {
    StringJoiner endpoints = new StringJoiner(",");
    for (int i = 0; i < SLICE_MEMBERS; i++) {
      String more = i == 0 && !ready ? " notready" : "";
      endpoints.add("10.1." + slice + "." + i + " hostname=m-" + slice + "-" + i + more);
    }
    return Facts.slice("prod", "big-" + slice, "big", "http/tcp/80", endpoints.toString());
  }

  /// The slice of a Service, whose first member has the address of this change.
  private static Fact slice(int service, int change) {
    StringJoiner endpoints = new StringJoiner(",");
    for (int i = 0; i < MEMBERS; i++) {
      String address =
          i == 0
              ? "11.0." + (change >> 8) + "." + (change & 255)
              : "10." + i + "." + (service >> 8) + "." + (service & 255);
      endpoints.add(address + " hostname=h-" + i + " node=n-" + service % 100);
    }
    return Facts.slice(
        "prod", "s" + service + "-x", "s" + service, "http/tcp/80", endpoints.toString());
  }

  @Test
  void manyMembersMayShareAnAddress() {
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      facts.add(Facts.headless("prod", "s" + i, ""));
      facts.add(Facts.slice("prod", "s" + i + "-x", "s" + i, "", "10.0.0.1"));
    }
    Catalog catalog = Facts.catalog(facts.toArray(Fact[]::new));
    ObjectKey last = ObjectKey.local(Kind.ENDPOINT_SLICE, "prod", "s199-x");
    catalog = catalog.edit(List.of(new CatalogEdit.Delete(last)), 1).next();
    Invariants.check(catalog);
    assertThat(catalog.at(IpAddress.parse("10.0.0.1").orElseThrow())).hasSize(199);
  }
}
