package dev.roster.dns.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.catalog.CatalogEdit;
import dev.roster.core.catalog.Fact.PodFact;
import dev.roster.core.catalog.ZoneOptions;
import dev.roster.core.catalog.ZoneOptions.PodMode;
import dev.roster.core.names.IpAddress;
import dev.roster.core.names.Name;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.autopath.AutopathDirective;
import dev.roster.dns.autopath.AutopathDirective.Source;
import dev.roster.dns.directive.ForeignDirective;
import dev.roster.dns.directive.MetadataDirective;
import dev.roster.dns.pipeline.Chain;
import dev.roster.dns.pipeline.Directive;
import dev.roster.dns.pipeline.Exchange;
import dev.roster.dns.pipeline.Gate;
import dev.roster.dns.pipeline.PipelineAsker;
import dev.roster.dns.pipeline.Reply;
import dev.roster.dns.pipeline.ServerBlock;
import dev.roster.dns.pipeline.Worlds;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// What `kubernetes` knows of questions and clients, and `autopath` over it.
class MetadataAndAutopathTest {
  private static final Name ZONE = Name.of("cluster.local");
  private static final IpAddress POD = IpAddress.of("127.0.0.1");

  private final Catalog catalog =
      Worlds.small()
          .edit(
              List.of(
                  new CatalogEdit.Put(
                      new PodFact(
                          ObjectKey.local(Kind.POD, "prod", "foo"),
                          List.of(POD),
                          Map.of("app.kubernetes.io/name", "foo", "bar", "baz")))),
              Worlds.MADE)
          .next();

  private static KubernetesDirective kubernetes() {
    ZoneOptions options = ZoneOptions.of(ZONE).withPods(PodMode.VERIFIED);
    return new KubernetesDirective(options, List.of(), OptionalInt.empty());
  }

  /// Answers TXT with the value of a label.
  private record Teller(String label) implements Directive {
    @Override
    public String name() {
      return "template";
    }

    @Override
    public Gate gate(dev.roster.dns.pipeline.Packet packet) {
      return Gate.PASS;
    }

    @Override
    public Reply answer(Exchange exchange, Chain next) {
      String value = exchange.metadata(label).map(it -> "=" + it).orElse("none");
      RecordData said = new RecordData.Txt(List.of(value));
      ResourceRecord record = new ResourceRecord(exchange.name(), 0, said);
      return Reply.of(name(), Rcode.NOERROR, List.of(record), List.of(), List.of());
    }
  }

  private String told(String name, String label) {
    ServerBlock block =
        new ServerBlock(
            Name.ROOT,
            "",
            List.of(),
            List.of(
                new MetadataDirective(List.of(Name.ROOT)),
                new Teller("kubernetes/" + label),
                kubernetes()));
    RecordData data =
        PipelineAsker.ask(catalog, block, name, RecordType.TXT).answers().getFirst().data();
    return ((RecordData.Txt) data).strings().getFirst();
  }

  @Test
  void labelsOfQuestionsAndClients() {
    assertThat(told("foo.bar.notapod.cluster.local", "parse-error"))
        .isEqualTo("=invalid query name");
    assertThat(told("10-240-0-1.podns.pod.cluster.local", "kind")).isEqualTo("=pod");
    assertThat(told("10-240-0-1.podns.pod.cluster.local", "service")).isEqualTo("=10-240-0-1");
    assertThat(told("s.ns.svc.cluster.local", "endpoint")).isEqualTo("=");
    assertThat(told("_http._tcp.s.ns.svc.cluster.local", "port-name")).isEqualTo("=http");
    assertThat(told("_http._tcp.s.ns.svc.cluster.local", "protocol")).isEqualTo("=tcp");
    assertThat(told("s.ns.svc.cluster.local", "zone")).isEqualTo("none");
    assertThat(told("example.com", "kind")).isEqualTo("none");
    assertThat(told("example.com", "client-namespace")).isEqualTo("=prod");
    assertThat(told("example.com", "client-pod-name")).isEqualTo("=foo");
    assertThat(told("example.com", "client-label/app.kubernetes.io/name")).isEqualTo("=foo");
    assertThat(told("example.com", "client-label/nope")).isEqualTo("none");
  }

  private List<ResourceRecord> walked(Source source, String name) {
    ServerBlock block =
        new ServerBlock(
            Name.ROOT,
            "",
            List.of(),
            List.of(
                new AutopathDirective(List.of(Name.ROOT), source),
                kubernetes(),
                new ForeignDirective()));
    return PipelineAsker.ask(catalog, block, name, RecordType.A).answers();
  }

  @Test
  void theSearchPathIsWalkedForPods() {
    Source source = new Source.Asked("kubernetes", List.of());
    List<ResourceRecord> found = walked(source, "one.default.prod.svc.cluster.local");
    assertThat(found).hasSize(2);
    assertThat(found.getFirst().data())
        .isEqualTo(new RecordData.Cname(Name.of("one.default.svc.cluster.local")));
    assertThat(walked(source, "one.prod.svc.cluster.local")).hasSize(1);
    assertThat(walked(source, "one.default.default.svc.cluster.local")).isEmpty();
  }

  @Test
  void theSearchListOfAFileIsEverybodys() {
    Source source =
        new Source.Listed(
            List.of(Name.of("default.svc.cluster.local"), Name.of("svc.cluster.local")));
    assertThat(walked(source, "one.default.default.svc.cluster.local")).hasSize(2);
    assertThat(walked(source, "nope.default.default.svc.cluster.local")).isEmpty();
  }
}
