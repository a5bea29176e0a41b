package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.wire.RecordType;
import dev.roster.dns.pipeline.Asker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Top talkers of a whole server: where they are shown, and to whom.
class TopPageTest {
  private static final String UPSTREAM =
      """
      .:0 {
        bind 127.0.0.1
        template ANY ANY {
          rcode NXDOMAIN
        }
      }
      """;
  private static final String COREFILE =
      """
      .:0 {
        bind 127.0.0.1
        kubernetes cluster.local
        prometheus 127.0.0.1:0
        forward . 127.0.0.1:%d
        roster {
          foreign coredns
          %s
        }
      }
      """;

  private static void ask(ServedCorefile server) throws IOException {
    for (int i = 0; i < 3; i++) {
      server.ask("db.default.svc.cluster.local", RecordType.A);
      server.ask("db.prod.default.svc.cluster.local", RecordType.A);
      server.ask("forwarded.example.com", RecordType.A); // its answer waits
    }
  }

  @Test
  void answersOfAllThreadsAreOnThePage() throws IOException {
    try (ServedCorefile upstream = new ServedCorefile(UPSTREAM);
        ServedCorefile server = new ServedCorefile(COREFILE.formatted(upstream.port(), ""))) {
      ask(server);
      overTcp(server.address(), "db.prod.default.svc.cluster.local");
      assertThat(server.get("/top"))
          .startsWith("HTTP/1.1 200 ")
          .contains("Content-type: application/json")
          .contains("\"questions\":10,\"nxdomain\":7,\"searchPathWaste\":4,")
          .contains("[{\"client\":\"127.0.0.1\",\"questions\":10}]")
          .contains("{\"name\":\"forwarded.example.com.\",\"questions\":3}")
          .contains("\"better\":\"db.prod.svc.cluster.local.\"");
    }
  }

  private static void overTcp(InetSocketAddress server, String name) throws IOException {
    byte[] query = Asker.query(name, RecordType.A, Optional.empty());
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(new byte[] {0, (byte) query.length});
      socket.getOutputStream().write(query);
      assertThat(socket.getInputStream().read()).isNotNegative();
    }
  }

  @Test
  void metricsNameNobodyUnlessAsked() throws IOException {
    try (ServedCorefile upstream = new ServedCorefile(UPSTREAM);
        ServedCorefile server = new ServedCorefile(COREFILE.formatted(upstream.port(), ""))) {
      ask(server);
      assertThat(server.scrape())
          .contains("\nroster_search_path_waste_total 3.0\n")
          .doesNotContain("roster_top_")
          .doesNotContain("forwarded.example.com");
    }
  }

  @Test
  void metricsNameTheFirstFewWhereAsked() throws IOException {
    try (ServedCorefile upstream = new ServedCorefile(UPSTREAM);
        ServedCorefile server =
            new ServedCorefile(COREFILE.formatted(upstream.port(), "top_metrics"))) {
      ask(server);
      assertThat(server.scrape())
          .contains("roster_top_client_questions_per_second{client=\"127.0.0.1\"}")
          .contains("roster_top_nxdomain_questions_per_second{name=\"forwarded.example.com.\"}")
          .contains("roster_top_search_path_waste_per_second{client=\"127.0.0.1\"}");
    }
  }
}
