package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// As many UDP workers as processors, or as many as a quota gives.
class QuotaTest {
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  @TempDir Path folder;

  @Test
  void asManyWorkersAsProcessors() throws Exception {
    assertThat(workers(List.of(), "-XX:ActiveProcessorCount=1")).isEqualTo(1);
    assertThat(workers(List.of(), "-XX:ActiveProcessorCount=3")).isEqualTo(3);
  }

  @Test
  void oneWorkerUnderAQuotaOfOneProcessor() throws Exception {
    Path group = group();
    try {
      String enter = "echo $$ >" + group.resolve("cgroup.procs") + " && exec \"$@\"";
      assertThat(workers(List.of("sh", "-c", enter, "sh"), "-Xshare:auto")).isEqualTo(1);
    } finally {
      Files.delete(group);
    }
  }

  /// A control group of one processor's time.
  private static Path group() throws IOException {
    String name = "roster-test-" + ProcessHandle.current().pid();
    boolean second = Files.exists(CGROUPS.resolve("cgroup.controllers"));
    Path group = (second ? CGROUPS : CGROUPS.resolve("cpu")).resolve(name);
    boolean made = false;
    try {
      Files.createDirectory(group);
      made = true;
      if (second) {
        Files.writeString(group.resolve("cpu.max"), "100000 100000");
      } else {
        Files.writeString(group.resolve("cpu.cfs_period_us"), "100000");
        Files.writeString(group.resolve("cpu.cfs_quota_us"), "100000");
      }
      return group;
    } catch (IOException refused) {
      if (made) Files.delete(group);
      assumeThat(refused).as("no control group can be made here, so none is tested").isNull();
      throw refused;
    }
  }

  /// The UDP threads of a server that answers.
  private long workers(List<String> before, String option) throws Exception {
    try (PlainServe server = PlainServe.start(folder, before, option)) {
      // The port in the name leaves out the server that it rehearses with.
      return threads(server.pid(), "dns-udp-" + server.port());
    }
  }

  private static long threads(long pid, String prefix) throws IOException {
    // Linux keeps 15 characters of a thread's name.
    String kept = prefix.substring(0, Math.min(15, prefix.length()));
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return tasks.filter(task -> name(task).startsWith(kept)).count();
    }
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm"));
    } catch (IOException ended) {
      return "";
    }
  }
}
