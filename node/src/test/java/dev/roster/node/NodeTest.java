package dev.roster.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real processes on loopback addresses.
class NodeTest {
  @TempDir Path data;

  @Test
  void runsAPodToItsEnd() throws Exception {
    try (NodeWorld world = new NodeWorld(data).start()) {
      world.shell(
          "a",
          "echo \"ip $POD_IP host $(hostname) $HOSTNAME id $(id -u) pwd $(pwd) pid $$\"; exit 3",
          "");
      world.until("a", p -> NodeWorld.container(p).number(0, "restartCount") > 0);
      assertThat(world.logWith("a", "ip ")).contains("host a a");
    }
  }
}
