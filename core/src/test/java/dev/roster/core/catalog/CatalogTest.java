package dev.roster.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CatalogTest {
  private static final String DB = "db.prod.svc.cluster.local";

  private static String ask(Catalog catalog, String name) {
    return Facts.ask(catalog, Facts.OPTIONS, name, "A");
  }

  @Test
  void aNameExistsExactlyWhileItsServiceDoes() {
    Fact service = Facts.headless("prod", "db", "");
    Fact slice = Facts.slice("prod", "db-1", "db", "", "10.0.0.1");
    Catalog catalog = Facts.catalog(slice);
    assertThat(ask(catalog, DB)).isEqualTo("NXDOMAIN declared");
    catalog = Facts.put(catalog, service).next();
    assertThat(ask(catalog, DB)).isEqualTo("10.0.0.1");
    catalog = Facts.delete(catalog, service).next();
    assertThat(ask(catalog, DB)).isEqualTo("NXDOMAIN declared");
    catalog = Facts.put(catalog, service).next();
    assertThat(ask(catalog, DB)).isEqualTo("10.0.0.1");
    catalog = Facts.delete(catalog, slice).next();
    assertThat(ask(catalog, DB)).isEqualTo("NXDOMAIN");
    Invariants.check(catalog);
  }

  @Test
  void unreadyInOneSliceAndReadyInAnotherIsReady() {
    Catalog catalog =
        Facts.catalog(
            Facts.headless("prod", "db", ""),
            Facts.slice("prod", "a", "db", "", "10.0.0.1 hostname=db-0"),
            Facts.slice("prod", "b", "db", "", "10.0.0.1 hostname=db-0 notready"));
    assertThat(ask(catalog, DB)).isEqualTo("10.0.0.1");
    assertThat(ask(catalog, "db-0." + DB)).isEqualTo("10.0.0.1");
  }

  @Test
  void aMoveBetweenSlicesInOneEditIsInvisible() {
    Catalog catalog =
        Facts.catalog(
            Facts.headless("prod", "db", ""),
            Facts.slice("prod", "a", "db", "", "10.0.0.1, 10.0.0.2"),
            Facts.slice("prod", "b", "db", "", "10.0.0.3"));
    Catalog.Change move =
        Facts.put(
            catalog,
            Facts.slice("prod", "a", "db", "", "10.0.0.1"),
            Facts.slice("prod", "b", "db", "", "10.0.0.3, 10.0.0.2"));
    assertThat(move.visible()).isFalse();
    assertThat(move.changed()).containsExactly(ServiceKey.local("prod", "db"));
    assertThat(move.next().revision()).isEqualTo(catalog.revision());
    Invariants.check(move.next());
  }

  @Test
  void aSliceCanBeReadAsItIsHeld() {
    Fact.SliceFact slice =
        Facts.slice("prod", "a", "db", "pg/tcp/5432", "10.0.0.1 hostname=db-0, 10.0.0.2 notready");
    Fact.SliceFact other = Facts.slice("prod", "b", "db", "", "10.0.0.2");
    Catalog catalog = Facts.catalog(slice, other);
    assertThat(catalog.slice(slice.key())).contains(slice);
    assertThat(catalog.slice(Facts.slice("prod", "c", "db", "", "").key())).isEmpty();
    Roster roster = catalog.roster(ServiceKey.local("prod", "db")).orElseThrow();
    IpAddress first = slice.endpoints().getFirst().addresses().getFirst();
    IpAddress second = slice.endpoints().getLast().addresses().getFirst();
    assertThat(roster.isNamed(first, name -> !name.equals("a"))).isFalse();
    assertThat(roster.isNamed(second, name -> !name.equals("a"))).isTrue();
  }

  @Test
  void whatNoAnswerShowsIsNoRevision() {
    Fact.SliceFact slice =
        Facts.slice("prod", "a", "db", "", "10.0.0.1 node=n1, 10.0.0.2 notready");
    Catalog catalog = Facts.catalog(Facts.headless("prod", "db", ""), slice);
    assertThat(Facts.put(catalog, slice).next()).isSameAs(catalog);
    Catalog.Change node =
        Facts.put(
            catalog, Facts.slice("prod", "a", "db", "", "10.0.0.1 node=n2, 10.0.0.2 notready"));
    assertThat(node.visible()).isFalse();
    assertThat(node.changed()).hasSize(1);
    Catalog.Change set = Facts.put(catalog, Facts.set("prod", "db", "db", 0, 3));
    assertThat(set.visible()).isFalse();
    assertThat(set.next().plans()).isNotSameAs(catalog.plans());
    assertThat(ask(set.next(), "db-2." + DB)).isEqualTo("NXDOMAIN declared");
  }

  @Test
  void positionsMoveWithoutARevision() {
    Catalog catalog = Facts.catalog(Facts.headless("prod", "db", ""));
    Catalog.Change change =
        catalog.edit(List.of(new CatalogEdit.Reached(ObjectKey.LOCAL, Kind.SERVICE, "17")), 100);
    assertThat(change.visible()).isFalse();
    assertThat(change.changed()).isEmpty();
    assertThat(change.next().position(ObjectKey.LOCAL, Kind.SERVICE)).isEqualTo("17");
    assertThat(change.next().position(ObjectKey.LOCAL, Kind.POD)).isEmpty();
    assertThat(change.next().revision()).isEqualTo(catalog.revision());
    assertThat(change.next().plans()).isSameAs(catalog.plans());
  }

  @Test
  void plansGoWithTheRosterTheyHangOn() {
    Catalog catalog =
        Facts.catalog(Facts.headless("prod", "db", ""), Facts.headless("prod", "web", ""));
    Roster db = catalog.roster(ServiceKey.local("prod", "db")).orElseThrow();
    Roster web = catalog.roster(ServiceKey.local("prod", "web")).orElseThrow();
    Object held = db.plans().held(Object::new);
    assertThat(db.plans().held(Object::new)).isSameAs(held);
    Catalog next = Facts.put(catalog, Facts.slice("prod", "a", "db", "", "10.0.0.1")).next();
    assertThat(next.isCurrent(db)).isFalse();
    assertThat(next.isCurrent(web)).isTrue();
    assertThat(next.plans()).isNotSameAs(catalog.plans());
    assertThat(next.roster(ServiceKey.local("prod", "db")).orElseThrow().plans())
        .isNotSameAs(db.plans());
  }

  @Test
  void aSliceMayChangeItsService() {
    Catalog catalog =
        Facts.catalog(
            Facts.headless("prod", "db", ""),
            Facts.headless("prod", "web", ""),
            Facts.slice("prod", "a", "db", "", "10.0.0.1"));
    Catalog moved = Facts.put(catalog, Facts.slice("prod", "a", "web", "", "10.0.0.1")).next();
    assertThat(ask(moved, DB)).isEqualTo("NXDOMAIN");
    assertThat(ask(moved, "web.prod.svc.cluster.local")).isEqualTo("10.0.0.1");
    Invariants.check(moved);
    Catalog unnamed = Facts.put(moved, Facts.slice("prod", "a", "", "", "10.0.0.1")).next();
    assertThat(ask(unnamed, "web.prod.svc.cluster.local")).isEqualTo("NXDOMAIN");
    Invariants.check(unnamed);
  }

  @Test
  void replacingAKindSweepsWhatIsNotNamed() {
    Catalog catalog =
        Facts.catalog(
            Facts.headless("prod", "db", ""),
            Facts.headless("prod", "web", ""),
            Facts.slice("prod", "a", "db", "", "10.0.0.1"),
            Facts.slice("prod", "b", "web", "", "10.0.0.2"));
    Catalog.Change change =
        catalog.edit(
            List.of(
                new CatalogEdit.Replace(
                    ObjectKey.LOCAL,
                    Kind.ENDPOINT_SLICE,
                    List.of(Facts.slice("prod", "c", "db", "", "10.0.0.1")))),
            100);
    // The member of db moved to another slice; that of web is gone: one publication.
    assertThat(change.next().revision().n()).isEqualTo(catalog.revision().n() + 1);
    assertThat(ask(change.next(), DB)).isEqualTo("10.0.0.1");
    assertThat(ask(change.next(), "web.prod.svc.cluster.local")).isEqualTo("NXDOMAIN");
    Invariants.check(change.next());
    CatalogEdit other = new CatalogEdit.Replace("other", Kind.SERVICE, List.of());
    assertThat(catalog.edit(List.of(other), 100).next()).isSameAs(catalog);
  }

  @Test
  void aMembersNameInAServiceOfTenThousandIsFoundThroughTheIndex() {
    List<Fact> facts = new ArrayList<>(List.of(Facts.headless("prod", "db", "")));
    for (int slice = 0; slice < 100; slice++) facts.add(hundred(slice, -1));
    Catalog catalog = Facts.catalog(facts.toArray(new Fact[0]));
    Roster roster = catalog.roster(ServiceKey.local("prod", "db")).orElseThrow();
    assertThat(roster.memberCount()).isEqualTo(10_000);
    assertThat(ask(catalog, "db-7777." + DB)).isEqualTo("10.1.77.77");
    assertThat(Facts.ask(catalog, Facts.OPTIONS, "77.77.1.10.in-addr.arpa", "PTR"))
        .isEqualTo("db-7777." + DB + ".");
    int[] looked = {0};
    Objects.requireNonNull(roster.slicesOf()).forEach("db-7777".hashCode(), _ -> looked[0]++);
    assertThat(looked[0]).isEqualTo(1);
    // One member's flip rewrites its slice and shares the rest.
    Catalog.Change flip = Facts.put(catalog, hundred(77, 77));
    assertThat(ask(flip.next(), "db-7777." + DB)).isEqualTo("NXDOMAIN declared");
    Roster next = flip.next().roster(ServiceKey.local("prod", "db")).orElseThrow();
    int shared = 0;
    for (int i = 0; i < 100; i++) if (next.blocks()[i] == roster.blocks()[i]) shared++;
    assertThat(shared).isEqualTo(99);
    assertThat(next.slicesOf()).isSameAs(roster.slicesOf());
    assertThat(flip.next().indexes().addresses()).isSameAs(catalog.indexes().addresses());
  }

  private static Fact hundred(int slice, int notReady) {
    StringBuilder endpoints = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      endpoints.append(i == 0 ? "" : ", ").append("10.1." + slice + "." + i);
      endpoints.append(" hostname=db-" + (slice * 100 + i));
      if (i == notReady) endpoints.append(" notready");
    }
    return Facts.slice("prod", "db-s" + slice, "db", "", endpoints.toString());
  }

  @Test
  void anEndpointOfALargeServiceHoldsAtMost250Bytes() {
    List<CatalogEdit> steps = new ArrayList<>(Facts.synced());
    int services = 2000;
    int members = 10;
    for (int s = 0; s < services; s++) {
      String name = "service-" + s;
      steps.add(new CatalogEdit.Put(Facts.headless("namespace-" + s % 50, name, "http/tcp/80")));
      StringBuilder endpoints = new StringBuilder();
      for (int i = 0; i < members; i++) {
        int n = s * members + i;
        endpoints.append(i == 0 ? "" : ", ").append("10." + n / 65536 + "." + n / 256 % 256);
        endpoints.append("." + n % 256 + " hostname=" + name + "-" + i);
        endpoints.append(" target=" + name + "-" + i + " node=node-" + n % 500 + ".example.net");
        endpoints.append(" uid=%08x-1111-2222-3333-444455556666 zone=zone-%d".formatted(n, n % 3));
        steps.add(
            new CatalogEdit.Put(
                Facts.pod(
                    "namespace-" + s % 50, name + "-" + i, "10.200." + n / 256 + "." + n % 256)));
      }
      steps.add(
          new CatalogEdit.Put(
              Facts.slice(
                  "namespace-" + s % 50,
                  name + "-abcde",
                  name,
                  "http/tcp/80",
                  endpoints.toString())));
    }
    Catalog catalog = Catalog.empty(1).edit(steps, 1).next();
    assertThat(catalog.size()).isEqualTo(new Catalog.Size(services, services * members));
    long perEndpoint = catalog.bytesHeld() / catalog.size().members();
    assertThat(perEndpoint).isBetween(100L, 250L);
    Roster one = catalog.roster(ServiceKey.local("namespace-7", "service-7")).orElseThrow();
    List<String> told = new ArrayList<>();
    one.members((address, ready, serving, terminating, hostname, target, node, zone) ->
        told.add(
            address
                + " "
                + ready
                + serving
                + terminating
                + " "
                + hostname
                + " "
                + target
                + " "
                + node
                + " "
                + zone));
    assertThat(told)
        .hasSize(members)
        .contains("10.0.0.70 truetruefalse service-7-0 service-7-0 node-70.example.net zone-1");
    assertThat(one.blocks()[0].targetUid(0)).isEqualTo("00000046-1111-2222-3333-444455556666");
    assertThat(catalog.at(IpAddress.of("10.0.0.70"))).containsExactly(one);
  }
}
