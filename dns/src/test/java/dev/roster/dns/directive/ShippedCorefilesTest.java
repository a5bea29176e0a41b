package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordData;
import dev.roster.core.wire.RecordType;
import dev.roster.core.wire.ResourceRecord;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.kubernetes.KubernetesDirective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The Corefiles that distributions ship, as their documentation has them, are read and served:
/// ports, files and addresses alone are those of the test.
class ShippedCorefilesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"kubeadm", "kind", "k3s", "eks", "aks", "nodelocaldns"})
  void isAccepted(String name) throws IOException {
    Path file = folder.resolve("Corefile");
    Files.writeString(file, Shipped.here(name, folder));
    switch (CorefileReader.read(file, Map.of())) {
      case CorefileResult.Refused(var problems) -> throw new AssertionError(problems);
      case CorefileResult.Read(var config) -> {
        assertThat(CorefileReader.review(file, Map.of()).lines())
            .hasSizeGreaterThan(config.blocks().size());
        assertThat(config.notes())
            .allSatisfy(note -> assertThat(note.what()).doesNotContain("not acted on"));
        assertThat(
                DnsService.check(
                    config,
                    new DnsService.Parts(
                        () -> Catalog.EMPTY,
                        KubernetesDirective::of,
                        Map.of(),
                        () -> 0,
                        new SplittableRandom(1),
                        new CollectedLines(),
                        _ -> {},
                        List.of(),
                        "test")))
            .isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kubeadm", "kind", "k3s", "eks", "aks", "nodelocaldns"})
  void answersForTheClusterAndForTheRest(String name) throws IOException {
    String cluster = "cluster.local:0 {\n bind 127.0.0.1\n kubernetes cluster.local\n}\n";
    String rest =
        ".:0 {\n bind 127.0.0.1\n template IN A {\n answer \"{{ .Name }} 60 A 192.0.2.7\"\n}\n}\n";
    try (ServedCorefile clusterUp = new ServedCorefile(cluster);
        ServedCorefile restUp = new ServedCorefile(rest)) {
      String text = Shipped.here(name, folder, clusterUp.port(), restUp.port());
      try (ServedCorefile served = new ServedCorefile(text)) {
        assertThat(addresses(served.ask("db.default.svc.cluster.local", RecordType.A)))
            .containsExactlyInAnyOrder("10.1.0.1", "10.1.0.2", "10.1.0.3");
        assertThat(served.ask("no.default.svc.cluster.local", RecordType.A).rcode())
            .isEqualTo(Rcode.NXDOMAIN);
        assertThat(addresses(served.ask("example.org", RecordType.A))).containsExactly("192.0.2.7");
        assertThat(served.fatal).isEmpty();
      }
    }
  }

  private static List<String> addresses(Message reply) {
    return reply.answers().stream()
        .map(ResourceRecord::data)
        .map(
            data -> data instanceof RecordData.Address a ? a.address().toString() : data.toString())
        .toList();
  }
}
