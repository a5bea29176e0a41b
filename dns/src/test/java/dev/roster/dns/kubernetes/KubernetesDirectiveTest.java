package dev.roster.dns.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.CatalogEdit;
import dev.roster.core.catalog.Fact.DeclaredSetFact;
import dev.roster.core.catalog.ZoneOptions;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.wire.ExtendedError;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Question;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.ServerBlock;
import dev.roster.dns.pipeline.Worlds;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class KubernetesDirectiveTest {
  private static final Name ZONE = Name.of("cluster.local");
  private static final Reply NEXT = Reply.rcode(Rcode.NOTAUTH);
  private static final Chain BEHIND = _ -> NEXT;

  private final Catalog catalog = Worlds.small();

  @Test
  void denialsCarryTheZonesSoa() {
    Reply reply = answer(plain(), catalog, "nope.default.svc.Cluster.local", RecordType.A);
    assertThat(reply.rcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(reply.authoritative()).isTrue();
    ResourceRecord soa = reply.authorities().getFirst();
    assertThat(soa.owner().equalsExactly(Name.of("Cluster.local"))).isTrue();
    assertThat(soa.ttlSeconds()).isEqualTo(5);
    assertThat(soa.data())
        .isEqualTo(
            new RecordData.Soa(
                Name.of("ns.dns.cluster.local"),
                Name.of("hostmaster.cluster.local"),
                Worlds.MADE,
                7200,
                1800,
                86_400,
                5));
  }

  /// A member that a set declares is on its way: nobody may remember that it was missing.
  @Test
  void declaredNamesAreDeniedWithTheirOwnTtl() {
    Catalog declared =
        catalog
            .edit(
                List.of(
                    new CatalogEdit.Put(
                        new DeclaredSetFact(
                            ObjectKey.local(Kind.STATEFUL_SET, "default", "db"), "db", 0, 5))),
                Worlds.MADE)
            .next();
    KubernetesDirective kubernetes =
        new KubernetesDirective(ZoneOptions.of(ZONE), List.of(), OptionalInt.of(0));
    assertThat(soaTtls(kubernetes, declared, "db-4.db.default.svc.cluster.local"))
        .containsExactly(0L, 0L);
    assertThat(soaTtls(kubernetes, declared, "db-5.db.default.svc.cluster.local"))
        .containsExactly(5L, 5L);
    assertThat(soaTtls(plain(), declared, "db-4.db.default.svc.cluster.local"))
        .containsExactly(5L, 5L);
  }

  @Test
  void onlyNameErrorsFallThrough() {
    KubernetesDirective kubernetes =
        new KubernetesDirective(ZoneOptions.of(ZONE), List.of(ZONE), OptionalInt.empty());
    assertThat(answer(kubernetes, catalog, "nope.default.svc.cluster.local", RecordType.A))
        .isEqualTo(NEXT);
    assertThat(answer(kubernetes, catalog, "web.default.svc.cluster.local", RecordType.AAAA).by())
        .isEqualTo("kubernetes");
    assertThat(answer(plain(), catalog, "nope.default.svc.cluster.local", RecordType.A))
        .isNotEqualTo(NEXT);
  }

  @Test
  void whatIsNotKnownYetIsNoNameError() {
    Reply reply = answer(plain(), Catalog.empty(1), "db.default.svc.cluster.local", RecordType.A);
    assertThat(reply.rcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(reply.error().orElseThrow().code()).isEqualTo(ExtendedError.NOT_READY);
    assertThat(reply.authorities()).hasSize(1);
  }

  @Test
  void transfersAreRefused() {
    Reply reply = answer(plain(), catalog, "cluster.local", RecordType.AXFR);
    assertThat(reply.rcode()).isEqualTo(Rcode.REFUSED);
    assertThat(reply.authoritative()).isFalse();
    assertThat(reply.by()).isEmpty();
  }

  @Test
  void anAliasThatLeadsNowhereStandsAlone() {
    Reply reply = answer(plain(), catalog, "out.default.svc.cluster.local", RecordType.A);
    assertThat(reply.rcode()).isEqualTo(Rcode.NOERROR);
    assertThat(reply.answers())
        .singleElement()
        .satisfies(record -> assertThat(record.type()).isEqualTo(RecordType.CNAME));
  }

  private static List<Long> soaTtls(KubernetesDirective kubernetes, Catalog catalog, String name) {
    Reply reply = answer(kubernetes, catalog, name, RecordType.A);
    assertThat(reply.rcode()).isEqualTo(Rcode.NXDOMAIN);
    ResourceRecord soa = reply.authorities().getFirst();
    return List.of(soa.ttlSeconds(), ((RecordData.Soa) soa.data()).minimum());
  }

  private static KubernetesDirective plain() {
    return new KubernetesDirective(ZoneOptions.of(ZONE), List.of(), OptionalInt.empty());
  }

  private static Reply answer(
      KubernetesDirective kubernetes, Catalog catalog, String name, int type) {
    ServerBlock block = new ServerBlock(Name.ROOT, "", List.of(), List.of(kubernetes));
    Question question = new Question(Name.of(name), type);
    return kubernetes.answer(Exchange.of(question, catalog, block), BEHIND);
  }
}
