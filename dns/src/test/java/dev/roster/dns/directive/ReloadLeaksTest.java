package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.core.catalog.Catalog;
import dev.roster.dns.corefile.CorefileConfig;
import dev.roster.dns.corefile.CorefileReader;
import dev.roster.dns.corefile.CorefileResult;
import dev.roster.dns.kubernetes.KubernetesDirective;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Configurations that follow each other leave nothing behind: no thread, no socket, no file.
class ReloadLeaksTest {
  private static final int RELOADS = 20;
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  @TempDir Path folder;

  private String everything(int number, int upstream) {
    return """
    .:0 {
      bind 127.0.0.%1$d
      health 127.0.0.%1$d:0
      ready 127.0.0.%1$d:0
      prometheus 127.0.0.%1$d:0
      errors {
        consolidate 5m ".*"
      }
      log
      any
      minimal
      nsid
      local
      loadbalance weighted weights {
        reload 1s
      }
      rewrite name a.test b.test
      template IN TXT tpl.test {
        expr name() != ''
        answer "{{ .Name }} 60 IN TXT x"
      }
      acl {
        allow net 127.0.0.0/8
      }
      cache 30
      hosts hosts {
        1.2.3.4 h.test
        fallthrough
      }
      file zone z.test
      transfer z.test {
        to *
      }
      kubernetes cluster.local
      autopath @kubernetes
      metadata
      loop
      forward . 127.0.0.1:%2$d {
        health_check 1s
        expire 1s
      }
      root %3$s
      roster {
        rate_limit %4$d
      }
    }
    erratic.test:0 {
      bind 127.0.0.%1$d
      view v {
        expr client_ip() != ''
      }
      erratic
    }
    """
        .formatted(2 + number % 2, upstream, folder, 10 + number);
  }

  private static CorefileConfig read(String text) {
    return switch (CorefileReader.read(text, "Corefile", Map.of())) {
      case CorefileResult.Read(var config) -> config;
      case CorefileResult.Refused(var problems) -> throw new AssertionError(problems);
    };
  }

  @Test
  void nothingOfOldConfigurationsStays() throws IOException {
    Files.writeString(folder.resolve("weights"), "w.test\n10.0.0.1 3\n");
    Files.writeString(folder.resolve("hosts"), "10.0.0.1 x.test\n");
    Files.writeString(
        folder.resolve("zone"), "$ORIGIN z.test.\n@ 60 IN SOA ns h 1 60 60 60 60\n@ NS ns\n");
    try (DatagramSocket upstream = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      int port = upstream.getLocalPort();
      DnsService service = started(everything(0, port));
      try {
        // Once there and back, so that what a process has once is there.
        reload(service, everything(1, port));
        reload(service, everything(2, port));
        Map<String, Long> threads = threads();
        long descriptors = descriptors();
        for (int i = 3; i < 3 + RELOADS; i++) reload(service, everything(i, port));
        reload(service, everything(2, port));
        await().untilAsserted(() -> assertThat(threads()).isEqualTo(threads));
        await().untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(descriptors));
      } finally {
        service.close();
      }
    }
  }

  private static DnsService started(String text) {
    CollectedLines lines = new CollectedLines();
    DnsService.Parts parts =
        new DnsService.Parts(
            () -> Catalog.EMPTY,
            KubernetesDirective::of,
            Map.of(),
            System::nanoTime,
            new SplittableRandom(1),
            lines,
            _ -> {},
            List.of(),
            "test");
    return switch (DnsService.start(() -> new CorefileResult.Read(read(text)), parts)) {
      case DnsService.Result.Started(var service) -> service;
      case DnsService.Result.Refused(var problems) -> throw new AssertionError(problems);
    };
  }

  private static void reload(DnsService service, String text) {
    assertThat(service.apply(read(text))).isEmpty();
  }

  /// Threads of the platform by name, numbers left out; those of the JDK's own pools come and go.
  private static Map<String, Long> threads() {
    Map<String, Long> counts = new TreeMap<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      String name = thread.getName().replaceAll("[0-9]+", "#");
      if (name.startsWith("dns") || name.startsWith("HTTP") || name.startsWith("HttpClient")) {
        counts.merge(name, 1L, Long::sum);
      }
    }
    return counts;
  }

  private static long descriptors() throws IOException {
    if (!Files.isDirectory(DESCRIPTORS)) return 0;
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      return open.count();
    }
  }
}
