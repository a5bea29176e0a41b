package dev.roster.check.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.CatalogEdit;
import dev.roster.core.catalog.Fact;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.engine.objects.FactReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// `soa-serial.json`: an object becomes another one, or comes, or goes; the SOA records of a zone
/// inside the cluster and of one outside say whether their serials rose.
class SoaSerialTest {
  private static final String INTERNAL = "cluster.local";
  private static final String EXTERNAL = "external.test";

  /// Everything that a serial may stand for is shown.
  private static final String COREFILE =
      """
      .:5353 {
          kubernetes %s {
              pods verified
              zonal
          }
          k8s_external %s
      }
      """
          .formatted(INTERNAL, EXTERNAL);

  private static final long BEFORE_SECONDS = 1_700_000_000L;
  private static final long AFTER_SECONDS = BEFORE_SECONDS + 60;
  private static final String NAMESPACE = "testns";
  private static final IpAddress CLIENT = IpAddress.of("127.0.0.1");

  @TestFactory
  Stream<DynamicTest> cases() {
    List<Tree.Obj> cases = Cases.load("soa-serial.json");
    assertThat(cases).hasSize(13);
    return cases.stream().map(each -> DynamicTest.dynamicTest(each.text("id"), () -> check(each)));
  }

  private static void check(Tree.Obj each) {
    Map<ObjectKey, Fact> old = facts(each, "old");
    Map<ObjectKey, Fact> now = facts(each, "new");
    List<CatalogEdit> steps = new ArrayList<>();
    for (Kind kind : List.of(Kind.NAMESPACE, Kind.SERVICE, Kind.ENDPOINT_SLICE, Kind.POD)) {
      steps.add(new CatalogEdit.Synced(ObjectKey.LOCAL, kind));
    }
    old.values().forEach(fact -> steps.add(new CatalogEdit.Put(fact)));
    Catalog before = Catalog.empty(1).edit(steps, BEFORE_SECONDS).next();
    before = before.settled(BEFORE_SECONDS + 1);

    List<CatalogEdit> change = new ArrayList<>();
    for (ObjectKey key : old.keySet()) {
      if (!now.containsKey(key)) change.add(new CatalogEdit.Delete(key));
    }
    now.values().forEach(fact -> change.add(new CatalogEdit.Put(fact)));
    Catalog after = before.edit(change, AFTER_SECONDS).next().settled(AFTER_SECONDS + 1);

    checkZone(each, "internalSerialBumped", INTERNAL, before, after);
    checkZone(each, "externalSerialBumped", EXTERNAL, before, after);
  }

  private static void checkZone(
      Tree.Obj each, String expectation, String zone, Catalog before, Catalog after) {
    // null: upstream's test does not say.
    Optional<Tree> rises = each.at("expect", expectation);
    if (!(rises.orElse(Tree.Null.NONE) instanceof Tree.Bool expected)) return;
    String title = each.text("title") + ", " + zone;
    assertThat(serial(before, zone)).as(title).isEqualTo(BEFORE_SECONDS + 1);
    long now = expected.value() ? AFTER_SECONDS : BEFORE_SECONDS + 1;
    assertThat(serial(after, zone)).as(title).isEqualTo(now);
  }

  private static long serial(Catalog catalog, String zone) {
    InProcess server = new InProcess(COREFILE, Optional.empty());
    RecordData data = server.ask(catalog, CLIENT, zone, RecordType.SOA).answers().getFirst().data();
    return ((RecordData.Soa) data).serial();
  }

  /// What one side of a case stands for, beside its namespace, and a Service that members are of.
  private static Map<ObjectKey, Fact> facts(Tree.Obj each, String side) {
    List<Tree.Obj> objects = new ArrayList<>();
    objects.add(object("v1", "Namespace", NAMESPACE));
    if (each.at(side).orElse(Tree.Null.NONE) instanceof Tree.Obj said) {
      boolean endpoint = said.get("zone").isPresent();
      if (said.get("podIP").isPresent()) {
        Tree.Obj status = said.with("phase", Tree.Text.of("Running"));
        objects.add(object("v1", "Pod", "pod").with("status", status));
      } else if (endpoint || said.get("addresses").isPresent()) {
        objects.add(service("db", Tree.Obj.EMPTY));
        objects.add(slice(endpoint ? List.of(said) : said.list("addresses"), said.list("ports")));
      } else {
        objects.add(service("changed", said));
      }
    }
    Map<ObjectKey, Fact> facts = new LinkedHashMap<>();
    for (Tree.Obj object : objects) {
      switch (FactReader.fact(ObjectKey.LOCAL, object)) {
        case FactReader.Reading.Read(Fact fact) -> facts.put(fact.key(), fact);
        case FactReader.Reading.Nothing _ -> {}
        case FactReader.Reading.Ignored _, FactReader.Reading.Broken _ ->
            throw new AssertionError(object);
      }
    }
    return facts;
  }

  private static Tree.Obj service(String name, Tree.Obj spec) {
    boolean external = spec.get("externalName").isPresent();
    Tree type = Tree.Text.of(external ? "ExternalName" : "ClusterIP");
    return object("v1", "Service", name).with("spec", spec.with("type", type));
  }

  /// Members say `ip`, endpoints `addresses`; the rest of their words is the same.
  private static Tree.Obj slice(List<Tree> members, List<Tree> ports) {
    List<Tree> endpoints = new ArrayList<>();
    for (Tree each : members) {
      Tree.Obj member = (Tree.Obj) each;
      String ip = member.text("ip").isEmpty() ? "172.0.0.1" : member.text("ip");
      endpoints.add(member.with("addresses", Tree.Arr.of(List.of(Tree.Text.of(ip)))));
    }
    Tree.Obj labels = Tree.Obj.EMPTY.with("kubernetes.io/service-name", Tree.Text.of("db"));
    Tree.Obj slice = object("discovery.k8s.io/v1", "EndpointSlice", "db-1");
    return slice
        .with("metadata", slice.obj("metadata").with("labels", labels))
        .with("addressType", Tree.Text.of("IPv4"))
        .with("endpoints", Tree.Arr.of(endpoints))
        .with("ports", Tree.Arr.of(ports));
  }

  private static Tree.Obj object(String apiVersion, String kind, String name) {
    Tree.Obj meta =
        Tree.Obj.EMPTY.with("name", Tree.Text.of(name)).with("namespace", Tree.Text.of(NAMESPACE));
    return Tree.Obj.EMPTY
        .with("apiVersion", Tree.Text.of(apiVersion))
        .with("kind", Tree.Text.of(kind))
        .with("metadata", meta);
  }
}
