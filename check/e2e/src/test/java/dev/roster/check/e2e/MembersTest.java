package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Members that die, come, go and scale.
class MembersTest {
  private static final String DB = "db.default.svc.cluster.local.";

  @TempDir Path folder;

  @Test
  void killedMemberReturnsWithItsNameAndStorageAndTheOthersStay() throws Exception {
    try (UpFixture up = UpFixture.start(folder, Manifests.set("default", "db", 3, ""))) {
      open(up, "db", 3);
      up.until("three", () -> up.addresses(DB).size() == 3);
      Set<String> others = up.addresses("db-0." + DB);
      long pid = pidOf("db-1");

      AtomicBoolean othersLeft = new AtomicBoolean();
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      up.until(
          "restarted",
          () -> {
            if (!up.addresses(DB).containsAll(others)) othersLeft.set(true);
            return up.text("gate/db-1.starts").equals("start\nstart\n");
          });
      up.until("three again", () -> up.addresses(DB).size() == 3);

      assertThat(othersLeft).isFalse();
      assertThat(up.addresses("db-1." + DB)).hasSize(1);
    }
  }

  @Test
  void deletedPodIsGoneFromTheAnswerBeforeSigterm() throws Exception {
    try (UpFixture up = UpFixture.start(folder, Manifests.set("default", "db", 2, ""))) {
      open(up, "db", 2);
      up.until("two", () -> up.addresses(DB).size() == 2);
      String address = up.addresses("db-1." + DB).iterator().next();
      List<Long> seen = Collections.synchronizedList(new ArrayList<>());
      AtomicBoolean end = new AtomicBoolean();
      Thread watcher =
          Thread.ofVirtual()
              .start(() -> {
                while (!end.get()) {
                  long asked = System.currentTimeMillis();
                  if (up.addresses(DB).contains(address)) seen.add(asked);
                  else if (!up.text("gate/db-1.term").isBlank()) return;
                }
              });

      assertThat(up.run("delete", "pod", "db-1").code()).isZero();
      up.until("SIGTERM", () -> !up.text("gate/db-1.term").isBlank());
      long term = Long.parseLong(up.text("gate/db-1.term").strip());
      end.set(true);
      watcher.join();

      assertThat(seen).isNotEmpty();
      assertThat(seen.stream().filter(moment -> moment > term && moment < term + 1000)).isEmpty();
      up.until("it is back", () -> up.addresses(DB).size() == 2);
    }
  }

  @Test
  void scalesUpAndDownInOrder() throws Exception {
    try (UpFixture up = UpFixture.start(folder, Manifests.set("default", "db", 3, ""))) {
      open(up, "db", 5);
      up.until("three", () -> up.addresses(DB).size() == 3);
      assertThat(up.run("scale", "statefulset/db", "--replicas=5").code()).isZero();
      up.until("five", () -> up.addresses(DB).size() == 5);
      assertThat(up.run("scale", "statefulset/db", "--replicas=2").code()).isZero();
      up.until("two", () -> up.addresses(DB).size() == 2);
      up.until("db-2 has ended", () -> !up.text("gate/db-2.term").isBlank());

      assertThat(up.addresses("db-0." + DB)).hasSize(1);
      assertThat(up.addresses("db-1." + DB)).hasSize(1);
      long last = Long.parseLong(up.text("gate/db-4.term").strip());
      long middle = Long.parseLong(up.text("gate/db-3.term").strip());
      long first = Long.parseLong(up.text("gate/db-2.term").strip());
      assertThat(last).isLessThan(middle);
      assertThat(middle).isLessThan(first);
    }
  }

  @Test
  void twoSetsInTwoNamespacesStandSideBySide() throws Exception {
    String manifest =
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: blue}
        ---
        """
            + Manifests.set("blue", "db", 2, "")
            + "---\n"
            + Manifests.set("default", "cache", 2, "publishNotReadyAddresses: true");
    try (UpFixture up = UpFixture.start(folder, manifest)) {
      open(up, "db", 2);
      String blue = "db.blue.svc.cluster.local.";
      String cache = "cache.default.svc.cluster.local.";
      up.until("blue", () -> up.addresses(blue).size() == 2);
      // Nothing opened the gate of cache-0: OrderedReady stops there, and it is published all the
      // same.
      up.until("cache-0 unready", () -> up.addresses(cache).size() == 1);
      assertThat(up.addresses("cache-0." + cache)).hasSize(1);
      assertThat(up.addresses(DB)).isEmpty();
    }
  }

  @Test
  void killedRosterLeavesNoPodBehind() throws Exception {
    long pid;
    try (UpFixture up = UpFixture.start(folder, Manifests.set("default", "db", 1, ""))) {
      open(up, "db", 1);
      up.until("one", () -> up.addresses(DB).size() == 1);
      pid = pidOf("db-0");
      assertThat(ProcessHandle.of(pid)).isPresent();
      up.process.kill();
      up.until("the pod died with it", () -> ProcessHandle.of(pid).isEmpty());
    }
  }

  @Test
  void terminatedRosterStopsItsPodsAndEndsWithZero() throws Exception {
    try (UpFixture up = UpFixture.start(folder, Manifests.set("default", "db", 2, ""))) {
      open(up, "db", 2);
      up.until("two", () -> up.addresses(DB).size() == 2);
      long pid = pidOf("db-1");
      up.process.terminate();
      assertThat(up.process.exitCode(30)).isZero();
      assertThat(up.text("gate/db-1.term")).isNotBlank();
      assertThat(up.text("gate/db-0.term")).isNotBlank();
      assertThat(ProcessHandle.of(pid)).isEmpty();
    }
  }

  private static void open(UpFixture up, String set, int count) throws Exception {
    for (int i = 0; i < count; i++) up.gate(set + "-" + i, true);
  }

  /// The member's process as this test sees it: inside, pids may be those of another namespace.
  /// What the shell has forked and not replaced yet looks just like it, so its parent must be
  /// another.
  private static long pidOf(String pod) throws IOException {
    Set<Long> shells;
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      shells =
          processes
              .filter(
                  process -> process.getFileName().toString().chars().allMatch(Character::isDigit))
              .filter(process -> read(process, "environ").contains("\0POD=" + pod + "\0"))
              .filter(process -> read(process, "cmdline").startsWith("/bin/sh\0-c\0trap"))
              .map(process -> Long.valueOf(process.getFileName().toString()))
              .collect(Collectors.toSet());
    }
    return shells.stream()
        .filter(pid ->
            ProcessHandle.of(pid)
                .flatMap(ProcessHandle::parent)
                .filter(parent -> !shells.contains(parent.pid()))
                .isPresent())
        .findAny()
        .orElseThrow();
  }

  private static String read(Path process, String file) {
    try {
      return Files.readString(process.resolve(file), StandardCharsets.ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }
}
