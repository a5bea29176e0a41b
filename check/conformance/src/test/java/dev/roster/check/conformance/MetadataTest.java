package dev.roster.check.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.CatalogEdit;
import dev.roster.core.names.IpAddress;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.objects.Tree;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Reply;
import dev.roster.engine.objects.FactReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// `dns-metadata.json`: what directives are told of a question and of who asks, over the objects of
/// the fixture of CoreDNS's own tests. A label that a case does not name has no value.
class MetadataTest {
  private static final String LABEL = "kubernetes/client-label/";

  /// Where a case says no client: one that is no pod.
  private static final String NOBODY = "10.10.10.10";

  /// Labels that CoreDNS documents, those of pods aside.
  private static final Set<String> LABELS =
      Set.of(
          "kubernetes/parse-error",
          "kubernetes/kind",
          "kubernetes/namespace",
          "kubernetes/service",
          "kubernetes/endpoint",
          "kubernetes/port-name",
          "kubernetes/protocol",
          "kubernetes/cluster",
          "kubernetes/client-namespace",
          "kubernetes/client-pod-name");

  @TestFactory
  Stream<DynamicTest> cases() {
    List<Tree.Obj> cases = Cases.load("dns-metadata.json");
    assertThat(cases).hasSize(6);
    Tree.Obj world = World.of(Cases.file("dns.json").obj("fixtures", "F1"));
    Catalog catalog = catalog(world);
    Set<String> labels = labels(world);
    return cases.stream()
        .map(each -> DynamicTest.dynamicTest(each.text("id"), () -> check(each, catalog, labels)));
  }

  private static void check(Tree.Obj each, Catalog catalog, Set<String> labels) {
    Map<String, String> expected = new TreeMap<>();
    each.obj("expect")
        .members()
        .forEach((label, value) -> {
          expected.put(label, ((Tree.Text) value).value());
        });
    Set<String> asked = new TreeSet<>(labels);
    asked.addAll(expected.keySet());
    Teller teller = new Teller(asked, new TreeMap<>());
    String client = each.text("client").isEmpty() ? NOBODY : each.text("client");
    InProcess server = new InProcess(corefile(each.obj("config")), Optional.of(teller));
    int type = RecordType.parse(each.text("query", "type")).orElseThrow();
    Message reply = server.ask(catalog, IpAddress.of(client), each.text("query", "name"), type);

    assertThat(reply.rcode()).isEqualTo(Rcode.NOERROR);
    assertThat(teller.told).as(each.text("query", "name")).isEqualTo(expected);
  }

  private static String corefile(Tree.Obj config) {
    String pods = config.text("pods").isEmpty() ? "disabled" : config.text("pods");
    return """
    .:5353 {
        metadata
        kubernetes cluster.local clusterset.local {
            multicluster clusterset.local
            pods %s
        }
    }
    """
        .formatted(pods);
  }

  /// Remembers what is known under labels. It stands where `template` does, before `kubernetes`.
  private record Teller(Set<String> labels, Map<String, String> told) implements Directive {
    @Override
    public String name() {
      return "template";
    }

    @Override
    public Reply answer(Exchange exchange, Chain next) {
      for (String label : labels) {
        exchange.metadata(label).ifPresent(value -> told.put(label, value));
      }
      return Reply.of(name(), Rcode.NOERROR, List.of(), List.of(), List.of());
    }
  }

  private static Set<String> labels(Tree.Obj world) {
    Set<String> labels = new TreeSet<>(LABELS);
    for (Tree object : world.list("items")) {
      ((Tree.Obj) object)
          .texts("metadata", "labels")
          .keySet()
          .forEach(label -> labels.add(LABEL + label));
    }
    return labels;
  }

  private static Catalog catalog(Tree.Obj world) {
    List<CatalogEdit> steps = new ArrayList<>();
    for (Tree object : world.list("items")) {
      if (FactReader.fact(ObjectKey.LOCAL, (Tree.Obj) object)
          instanceof FactReader.Reading.Read(var fact)) {
        steps.add(new CatalogEdit.Put(fact));
      }
    }
    for (Kind kind : List.of(Kind.NAMESPACE, Kind.SERVICE, Kind.ENDPOINT_SLICE, Kind.POD)) {
      steps.add(new CatalogEdit.Synced(ObjectKey.LOCAL, kind));
    }
    return Catalog.empty(1).edit(steps, 1).next();
  }
}
