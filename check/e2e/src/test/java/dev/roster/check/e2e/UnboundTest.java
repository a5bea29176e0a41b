package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.check.kit.Ask;
import dev.roster.check.kit.RosterProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/// A validating resolver in front of Roster: with the zone told to be insecure it passes the
/// answers on, as docs/dns.md says; without, it does not.
@Tag("slow")
class UnboundTest {
  private static final String NAME = "db.default.svc.cluster.local.";
  private static final String ROOT_ANCHOR =
      ". DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D";
  private static final int ASK_MILLIS = 5000;
  private static final int START_MILLIS = 500;
  private static final int START_TRIES_MAX = 40;

  @TempDir Path folder;

  @Test
  void answersPassOnceTheZoneIsSaidToBeInsecure() throws Exception {
    Assumptions.assumeTrue(
        Witness.of("unbound", Witness.Reach.STREAM, "/usr/sbin/unbound").isHere(),
        "unbound is not on this machine");
    Files.writeString(
        folder.resolve("objects.json"), Members.list(Members.service("db", 20, 3, 0)));
    int port = RosterProcess.freePort();
    try (RosterProcess server =
        RosterProcess.start(
            folder, "serve", "--dns", "127.0.0.1:" + port, "--objects", "objects.json")) {
      assertThat(server.awaitAnswers(port)).isEmpty();
      assertThat(answers(port, "domain-insecure: \"cluster.local\"")).isEqualTo(3);
      assertThat(answers(port, "")).isZero();
    }
  }

  /// How many records a resolver with this option gives.
  private int answers(int server, String option) throws IOException, InterruptedException {
    int port = RosterProcess.freePort();
    Path config = folder.resolve("unbound.conf");
    Files.writeString(
        config,
        """
        server:
          interface: 127.0.0.1@%d
          username: ""
          chroot: ""
          directory: "%s"
          pidfile: ""
          do-daemonize: no
          use-syslog: no
          do-not-query-localhost: no
          trust-anchor: "%s"
          local-zone: "cluster.local." nodefault
          %s
        stub-zone:
          name: "cluster.local"
          stub-addr: 127.0.0.1@%d
        """
            .formatted(port, folder, ROOT_ANCHOR, option, server));
    Process unbound =
        new ProcessBuilder(List.of("/usr/sbin/unbound", "-d", "-c", config.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("unbound.txt").toFile())
            .start();
    try {
      for (int i = 0; i < START_TRIES_MAX && unbound.isAlive(); i++) {
        // A name that it answers itself says that it is there.
        if (isThere(port)) break;
        if (unbound.waitFor(START_MILLIS / 10, TimeUnit.MILLISECONDS)) break;
      }
      assertThat(unbound.isAlive()).as(Files.readString(folder.resolve("unbound.txt"))).isTrue();
      Message answer = Ask.udp(port, Ask.question(NAME, "A"), ASK_MILLIS);
      assertThat(answer.getHeader().getFlag(Flags.AD)).isFalse();
      return answer.getSection(Section.ANSWER).size();
    } catch (java.net.SocketTimeoutException neverValidated) {
      return 0;
    } finally {
      unbound.destroy();
      if (!unbound.waitFor(10, TimeUnit.SECONDS)) unbound.destroyForcibly();
    }
  }

  private static boolean isThere(int port) throws IOException {
    try {
      Message _ = Ask.udp(port, Ask.question("localhost.", "A"), START_MILLIS);
      return true;
    } catch (java.net.SocketTimeoutException | java.net.PortUnreachableException notYet) {
      return false;
    }
  }
}
