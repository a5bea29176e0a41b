package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.check.kit.RosterProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process whose `loop` finds that it forwards to itself ends as CoreDNS's does.
class LoopTest {
  private static final long END_SECONDS_MAX = 60;

  @TempDir Path folder;

  @Test
  void aForwardToItselfEndsTheProcess() throws Exception {
    int port = RosterProcess.freePort();
    Files.writeString(
        folder.resolve("Corefile"),
        """
        .:%1$d {
            bind 127.0.0.1
            loop
            forward . 127.0.0.1:%1$d
        }
        """
            .formatted(port));
    Files.writeString(
        folder.resolve("objects.yaml"),
        "{apiVersion: v1, kind: Namespace, metadata: {name: default}}");
    try (RosterProcess server =
        RosterProcess.start(
            folder, "serve", "--corefile", "Corefile", "--objects", "objects.yaml")) {
      assertThat(server.exitCode(END_SECONDS_MAX)).isEqualTo(1);
      assertThat(server.output())
          .containsPattern(
              "plugin/loop: Loop \\(127\\.0\\.0\\.1:\\d+ -> 127\\.0\\.0\\.1:"
                  + (port + "\\) detected for zone \"\\.\", see")
                  + " https://coredns\\.io/plugins/loop#troubleshooting\\."
                  + " Query: \"HINFO \\d+\\.\\d+\\.\"");
    }
  }
}
