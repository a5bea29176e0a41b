package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.catalog.Catalog;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.kubernetes.KubernetesDirective;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The Corefiles that distributions ship, as their documentation has them, are read and could be
/// served: ports, files and addresses alone are those of the test.
class ShippedCorefilesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"kubeadm", "kind", "k3s", "eks", "aks", "nodelocaldns"})
  void isAccepted(String name) throws IOException {
    Path file = folder.resolve("Corefile");
    Files.writeString(file, here(shipped(name)));
    switch (CorefileReader.read(file, Map.of())) {
      case CorefileResult.Refused(var problems) -> throw new AssertionError(problems);
      case CorefileResult.Read(var config) -> {
        assertThat(CorefileReader.lines(file, Map.of(), config.notes()))
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

  private static String shipped(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            ShippedCorefilesTest.class.getResourceAsStream("/corefile/shipped/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Nothing of the machine is needed: a port of its own, loopback, files of the folder.
  private String here(String text) throws IOException {
    Path resolv = Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
    Path hosts = Files.writeString(folder.resolve("NodeHosts"), "10.0.0.1 node-1\n");
    return text.replace(":53 {", ":" + freePort() + " {\n    bind 127.0.0.1")
        .replace("bind 169.254.20.10 10.96.0.10", "")
        .replace("169.254.20.10:8080", "127.0.0.1:0")
        .replace("prometheus :9153", "prometheus 127.0.0.1:0")
        .replace("prometheus :9253", "prometheus 127.0.0.1:0")
        .replaceAll("(?m)^( *)health( \\{)?$", "$1health 127.0.0.1:0$2")
        .replaceAll("(?m)^( *)ready$", "$1ready 127.0.0.1:0")
        .replace("/etc/resolv.conf", resolv.toString())
        .replace("/etc/coredns/NodeHosts", hosts.toString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return one.getLocalPort();
    }
  }
}
