package dev.roster.node.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.core.objects.PortRef;
import dev.roster.core.objects.ProbeView.Handler;
import dev.roster.core.reconcile.ProbeMachine.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// Against a server that says one thing after the other.
class HttpProbeTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private ProbeResult probe(Duration timeout, String path, String... answers) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread thread = Thread.ofVirtual().start(() -> serve(server, answers));
      var headers = List.of(new Handler.Header("X-A", "b"), new Handler.Header("Host", "named"));
      var get = new Handler.HttpGet("", new PortRef(1, ""), path, "HTTP", headers);
      ProbeResult result =
          HttpProbe.run(
              get, "127.0.0.1", server.getLocalPort(), Deadline.in(timeout, System::nanoTime));
      thread.join();
      return result;
    }
  }

  private void serve(ServerSocket server, String... answers) {
    for (String each : answers) {
      try (Socket socket = server.accept()) {
        byte[] request = new byte[4096];
        int size = socket.getInputStream().read(request);
        asked.add(new String(request, 0, size, StandardCharsets.ISO_8859_1));
        String answer = each.replace("PORT", "" + server.getLocalPort());
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        if (each.isEmpty()) socket.getInputStream().read(); // says nothing until it is let go
      } catch (IOException e) {
        return; // the test is over
      }
    }
  }

  @Test
  void asksWithItsHeadersAndReadsAStatus() throws Exception {
    ProbeResult ok = probe(Duration.ofSeconds(60), "/x?y", "HTTP/1.1 204 No Content\r\n\r\n");
    assertThat(ok.outcome()).isEqualTo(Outcome.SUCCESS);
    assertThat(asked.getFirst())
        .startsWith("GET /x?y HTTP/1.1\r\nHost: named\r\nUser-Agent: kube-probe/")
        .contains("X-A: b\r\n");
    ProbeResult bad = probe(Duration.ofSeconds(60), "/", "HTTP/1.1 503 Busy\r\n\r\n");
    assertThat(bad.output()).isEqualTo("HTTP probe failed with statuscode: 503");
  }

  @Test
  void followsARedirectWithinTheHostOnly() throws Exception {
    ProbeResult within =
        probe(
            Duration.ofSeconds(60),
            "/",
            "HTTP/1.1 302 Found\r\nLocation: /next\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\n\r\n");
    assertThat(within.output()).endsWith("404");
    assertThat(asked.getLast()).startsWith("GET /next ");
    ProbeResult away =
        probe(Duration.ofSeconds(60), "/", "HTTP/1.1 301 M\r\nlocation: http://192.0.2.1/\r\n\r\n");
    assertThat(away.outcome()).isEqualTo(Outcome.SUCCESS);
  }

  @Test
  void aSilentOrForeignServerFails() throws Exception {
    assertThat(probe(Duration.ofMillis(50), "/", "").output())
        .contains("context deadline exceeded");
    assertThat(probe(Duration.ofSeconds(60), "/", "SSH-2.0-x\r\n\r\n").output())
        .contains("malformed HTTP response");
  }
}
