package dev.roster.app.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.app.Main;
import dev.roster.app.verbs.ExitCode;
import dev.roster.app.wiring.HostPortOption;
import dev.roster.app.wiring.NameServer;
import dev.roster.core.catalog.Catalog;
import dev.roster.dns.directive.DnsService;
import dev.roster.dns.http.HttpListener;
import dev.roster.dns.http.HttpPage;
import dev.roster.dns.kubernetes.KubernetesDirective;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// `top` as a user runs it, in a pipe.
class TopCommandTest {
  private static final String REPORT =
      """
      {"milliseconds": 90000, "questions": 900, "nxdomain": 450, "searchPathWaste": 300,
       "clients": [
         {"client": "10.0.0.7", "questions": 600},
         {"client": "2001:db8::7", "questions": 200, "questionsMax": 210}],
       "nxdomainNames": [
         {"name": "api.example.com.default.svc.cluster.local.", "questions": 100},
         {"name": "nope.svc.cluster.local.", "questions": 50}],
       "searchPathClients": [
         {"client": "10.0.0.7", "wasted": 200, "questions": 600,
          "asked": "api.example.com.default.svc.cluster.local.", "meant": "api.example.com.",
          "better": "api.example.com."},
         {"client": "2001:db8::7", "wasted": 100, "questions": 200, "questionsMax": 210,
          "asked": "nope.svc.cluster.local.", "meant": "nope."}]}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int top(String... words) {
    String[] args = new String[words.length + 1];
    args[0] = "top";
    System.arraycopy(words, 0, args, 1, words.length);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  private static HttpListener listener(String path, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    HttpPage page = _ -> new HttpPage.Reply(status, "application/json", bytes);
    return HttpListener.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Map.of(path, page));
  }

  private static String at(HttpListener listener) {
    return "127.0.0.1:" + listener.address().getPort();
  }

  @Test
  void aPipeGetsTheTablesOnce() throws IOException {
    try (HttpListener server = listener("/top", 200, REPORT)) {
      assertThat(top("--metrics", at(server))).isZero();
      assertThat(out.toString().replace(at(server), "ADDR"))
          .isEqualTo(
              """
              ADDR: 900 questions in 90 s (10/s), 50% NXDOMAIN, 33% in vain

              CLIENT        QUESTIONS   PER SECOND
              10.0.0.7      600         6.7
              2001:db8::7   200..210    2.2

              NXDOMAIN                                     QUESTIONS   PER SECOND
              api.example.com.default.svc.cluster.local.   100         1.1
              nope.svc.cluster.local.                      50          0.6

              SEARCH PATH OF   IN VAIN   OF ITS QUESTIONS   PROGRAM ASKS      BETTER
              10.0.0.7         200       33%                api.example.com   api.example.com.
              2001:db8::7      100       50%                nope              no such Service in its namespace
              In vain: names that only a search path makes. A dot at a name's end, a smaller ndots in the pod, or autopath in the Corefile saves them.
              """);
      assertThat(err.toString()).isEmpty();
    }
  }

  @Test
  void asJsonAndYamlAndFewerRows() throws IOException {
    try (HttpListener server = listener("/top", 200, REPORT)) {
      assertThat(top("--metrics", at(server), "-n", "1", "-o", "yaml")).isZero();
      assertThat(out.toString())
          .isEqualTo(
              """
              clients:
              - client: 10.0.0.7
                questions: 600
              milliseconds: 90000
              nxdomain: 450
              nxdomainNames:
              - name: api.example.com.default.svc.cluster.local.
                questions: 100
              questions: 900
              searchPathClients:
              - asked: api.example.com.default.svc.cluster.local.
                better: api.example.com.
                client: 10.0.0.7
                meant: api.example.com.
                questions: 600
                remedy: api.example.com.
                wasted: 200
              searchPathWaste: 300
              """);
      out.getBuffer().setLength(0);
      assertThat(top("--metrics", at(server), "-n", "1", "-o", "json")).isZero();
      assertThat(out.toString()).startsWith("{\n").contains("\"remedy\": \"api.example.com.\"");
    }
  }

  @Test
  void aWholeServerTellsIt() {
    HostPortOption any = new HostPortOption("127.0.0.1", 0);
    DnsService.Parts parts =
        new DnsService.Parts(
            () -> Catalog.EMPTY,
            KubernetesDirective::of,
            Map.of(),
            System::nanoTime,
            new SplittableRandom(1),
            (_, _) -> {},
            _ -> {},
            List.of(),
            "test");
    DnsService.Result result = DnsService.start(NameServer.builtin(any, Optional.of(any)), parts);
    assertThat(result).isInstanceOf(DnsService.Result.Started.class);
    if (!(result instanceof DnsService.Result.Started(DnsService service))) return;
    try (service) {
      String metrics = NameServer.text(service.httpAddresses().getFirst());
      assertThat(top("--metrics", metrics)).isZero();
      assertThat(out.toString()).startsWith(metrics + ": 0 questions in 1 s (0.0/s), 0% NXDOMAIN");
    }
  }

  @Test
  void whereNothingListensItSaysWhatToDo() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertThat(top("--metrics", "127.0.0.1:" + free)).isEqualTo(ExitCode.MEND);
    assertThat(err.toString())
        .startsWith("roster: nothing listens at 127.0.0.1:" + free + "; start the server with")
        .hasLineCount(1);
  }

  @Test
  void whatIsNoServerOfThisKindIsSaid() throws IOException {
    try (HttpListener other = listener("/metrics", 200, "coredns")) {
      assertThat(top("--metrics", at(other))).isEqualTo(ExitCode.MEND);
      assertThat(err.toString()).contains("has no /top").hasLineCount(1);
    }
    try (HttpListener far = listener("/top", 403, "no")) {
      assertThat(top("--metrics", at(far))).isEqualTo(ExitCode.MEND);
      assertThat(err.toString()).contains("to its own machine alone").contains("port-forward");
    }
    for (String body : new String[] {"{", "[]", "{}", "x".repeat(100)}) {
      err.getBuffer().setLength(0);
      try (HttpListener broken = listener("/top", 200, body)) {
        assertThat(top("--metrics", at(broken))).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("is no report").hasLineCount(1);
      }
    }
    err.getBuffer().setLength(0);
    try (HttpListener broken = listener("/top", 500, "")) {
      assertThat(top("--metrics", at(broken))).isEqualTo(ExitCode.FAILED);
      assertThat(err.toString()).contains("answers 500").hasLineCount(1);
    }
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void wrongOptionsAreSaid() {
    assertThat(top("-o", "xml")).isEqualTo(ExitCode.MEND);
    assertThat(top("-n", "0")).isEqualTo(ExitCode.MEND);
    assertThat(top("-n", "101")).isEqualTo(ExitCode.MEND);
    assertThat(top("--interval", "-1")).isEqualTo(ExitCode.MEND);
    assertThat(top("--metrics", "here")).isEqualTo(ExitCode.MEND);
    assertThat(err.toString())
        .contains("-o is \"xml\" (expected: json, yaml)")
        .contains("-n is 0 (expected: 1..100)")
        .contains("--interval is -1 (expected: 0..3600)")
        .contains("'here' is no ADDR:PORT");
  }
}
