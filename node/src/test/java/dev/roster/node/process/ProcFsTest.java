package dev.roster.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFsTest {
  @TempDir Path folder;

  @Test
  void readsALineWithAnyName() {
    String line =
        "42 (a) b (c) S 1 40 40 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 98765 100 1"
            + " 18446744073709551615";
    assertThat(ProcFs.parse(line)).contains(new ProcFs.Stat(42, 'S', 1, 40, 98765));
    assertThat(ProcFs.parse("nonsense")).isEmpty();
  }

  @Test
  void groupsThatWouldBeEveryoneAreRefused() {
    for (long each : new long[] {1, 0, -1}) {
      assertThatThrownBy(() -> Signals.group(each, Signals.KILL))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aRecordKillsOnlyTheProcessThatItNames() throws Exception {
    RunRecords records = new RunRecords(folder);
    Process process = new ProcessBuilder("setsid", "sleep", "100").start();
    try {
      long pid = process.pid();
      long ticks = ProcFs.stat(pid).orElseThrow().startTicks();
      records.add(new RunRecords.Entry("other", pid, ticks + 1, "none/c"));
      Files.writeString(folder.resolve("broken.json"), "{");
      assertThat(records.sweep()).isZero();
      assertThat(process.isAlive()).isTrue();
      // setsid leads its group only once it has run.
      await().until(() -> ProcFs.stat(pid).orElseThrow().group() == pid);
      records.add(new RunRecords.Entry("this", pid, ticks, "none/c"));
      assertThat(records.sweep()).isEqualTo(1);
      assertThat(process.waitFor()).isEqualTo(137);
      assertThat(records.all()).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }
}
