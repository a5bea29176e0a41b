package dev.roster.dns.directive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.core.wire.Message;
import dev.roster.core.wire.Rcode;
import dev.roster.core.wire.RecordType;
import dev.roster.dns.metrics.Counters.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Questions that come back: found at the start by `loop`, which ends the process, and at run time
/// by `forward`, which answers that they do.
class LoopTest {
  private final List<ServedCorefile> served = new ArrayList<>();

  private ServedCorefile serve(String corefile) {
    ServedCorefile server = new ServedCorefile(corefile);
    served.add(server);
    return server;
  }

  @AfterEach
  void close() {
    served.forEach(ServedCorefile::close);
  }

  @Test
  void loopEndsAProcessThatForwardsToItself() throws IOException {
    int port = FreePorts.next();
    ServedCorefile server =
        serve(
            ".:PORT {\n bind 127.0.0.1\n loop\n forward . 127.0.0.1:PORT\n}"
                .replace("PORT", "" + port));
    await().until(() -> !server.fatal.isEmpty());
    assertThat(server.fatal)
        .singleElement()
        .asString()
        .matches(
            "plugin/loop: Loop \\(127\\.0\\.0\\.1:\\d+ -> 127\\.0\\.0\\.1:"
                + (port + "\\) detected for zone \"\\.\", see")
                + " https://coredns\\.io/plugins/loop#troubleshooting\\."
                + " Query: \"HINFO \\d+\\.\\d+\\.\"");
  }

  @Test
  void loopLetsAnOrdinaryUpstreamBe() throws IOException {
    ServedCorefile upstream = serve(".:0 {\n bind 127.0.0.1\n kubernetes cluster.local\n}");
    int port = FreePorts.next();
    ServedCorefile server =
        serve(
            ".:PORT {\n bind 127.0.0.1\n loop\n forward . 127.0.0.1:UPSTREAM\n}"
                .replace("PORT", "" + port)
                .replace("UPSTREAM", "" + upstream.port()));
    await().until(() -> server.service.metrics().total(Event.HANDED_OVER) > 0);
    assertThat(server.fatal).isEmpty();
  }

  @Test
  void twoServersThatForwardToEachOtherAnswerSo() throws Exception {
    int portOfA = FreePorts.next();
    ServedCorefile b =
        serve(
            """
            .:0 {
              bind 127.0.0.1
              template IN A good.test {
                answer "{{ .Name }} 60 IN A 192.0.2.7"
              }
              forward . 127.0.0.1:PORT
            }
            """
                .replace("PORT", "" + portOfA));
    ServedCorefile a =
        serve(
            """
            .:PORT {
              bind 127.0.0.1
              prometheus 127.0.0.1:0
              errors
              forward . 127.0.0.1:UPSTREAM
            }
            """
                .replace("PORT", "" + portOfA)
                .replace("UPSTREAM", "" + b.port()));

    Message looped = a.ask("a.loops.test", RecordType.A);

    assertThat(looped.rcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(ServedCorefile.why(looped)).startsWith("0 loop:");
    assertThat(a.ask("x.good.test", RecordType.A).answers()).hasSize(1);
    // Told apart, retried and asked by many at once: a bounded number of packets.
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Message>> replies = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        String name = "n" + i % 10 + ".loops.test";
        replies.add(clients.submit(() -> a.ask(name, RecordType.A)));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(a.ask("y" + i + ".good.test", RecordType.A).answers()).hasSize(1);
      }
      for (Future<Message> reply : replies) {
        assertThat(reply.get().rcode()).isEqualTo(Rcode.SERVFAIL);
      }
    }
    long forwarded =
        a.service.metrics().total(Event.HANDED_OVER) + b.service.metrics().total(Event.HANDED_OVER);
    assertThat(forwarded).isLessThan(1000);
    assertThat(a.metric("roster_forward_loops_total", "")).isGreaterThan(100);
    assertThat(a.fatal).isEmpty();
  }

  /// A chain within one process is none, however many ask the same at once.
  @Test
  void aBlockMayForwardToAnother() throws Exception {
    int port = FreePorts.next();
    ServedCorefile upstream =
        serve(
            """
            .:0 {
              bind 127.0.0.1
              template ANY ANY {
                answer "{{ .Name }} 60 IN A 192.0.2.7"
              }
            }
            """);
    ServedCorefile chain =
        serve(
            """
            .:0 {
              bind 127.0.0.1
              prometheus 127.0.0.1:0
              forward . 127.0.0.1:PORT
            }
            .:PORT {
              bind 127.0.0.1
              forward . 127.0.0.1:UPSTREAM
            }
            """
                .replace("PORT", "" + port)
                .replace("UPSTREAM", "" + upstream.port()));
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Message>> replies = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        replies.add(clients.submit(() -> chain.ask("same.test", RecordType.A)));
      }
      for (Future<Message> reply : replies) assertThat(reply.get().answers()).hasSize(1);
    }
    assertThat(chain.metric("roster_forward_loops_total", "")).isZero();
  }
}
