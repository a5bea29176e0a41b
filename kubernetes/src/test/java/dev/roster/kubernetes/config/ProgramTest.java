package dev.roster.kubernetes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.kubernetes.config.Program.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs that end, and that don't.
@Timeout(60)
class ProgramTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  private Outcome run(String body, Duration wait) throws Exception {
    String script = Scripts.write(folder, "p", body).toString();
    Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin", "A", "b");
    return new Program(List.of(script, "x y"), environment, wait, 1_000).run();
  }

  private static String printed(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Ended.class);
    return new String(((Outcome.Ended) outcome).printed(), StandardCharsets.UTF_8);
  }

  private static boolean lives(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) return true;
    String text = Files.readString(pidFile).strip();
    if (text.isEmpty()) return true;
    Optional<ProcessHandle> handle = ProcessHandle.of(Long.parseLong(text));
    return handle.isPresent() && handle.get().isAlive();
  }

  @Test
  void itReadsNothingAndInheritsNothing() throws Exception {
    Outcome outcome = run("cat; echo \"$1:$A:$HOME\"; echo oh >&2; exit 3", LONG);
    assertThat(printed(outcome)).isEqualTo("x y:b:\n");
    assertThat(((Outcome.Ended) outcome).code()).isEqualTo(3);
    assertThat(((Outcome.Ended) outcome).complaint()).isEqualTo("oh\n");
    assertThat(outcome.toString()).doesNotContain("x y", "oh");
  }

  @Test
  void whatIsNotThereCanNotBeRun() throws Exception {
    assertThat(new Program(List.of("/none/p"), Map.of(), LONG, 1).run())
        .isEqualTo(new Outcome.Failed("can't be run: No such file or directory"));
    assertThat(new Program(List.of(folder.toString()), Map.of(), LONG, 1).run())
        .isEqualTo(new Outcome.Failed("can't be run: Permission denied"));
  }

  @Test
  void oneThatHangsIsKilledWithWhatItStarted() throws Exception {
    Path pid = folder.resolve("pid");
    String body = "sleep 100 & echo $! > " + pid + "; wait";
    assertThat(run(body, Duration.ofSeconds(1))).isEqualTo(new Outcome.Failed("takes over 1 s"));
    await().until(() -> !lives(pid));
  }

  @Test
  void oneThatFloodsIsKilled() throws Exception {
    assertThat(run("yes", LONG)).isEqualTo(new Outcome.Failed("prints over 1000 bytes"));
    assertThat(run("head -c 1001 /dev/zero", LONG))
        .isEqualTo(new Outcome.Failed("prints over 1000 bytes"));
    assertThat(printed(run("head -c 1000 /dev/zero", LONG))).hasSize(1_000);
    Outcome loud = run("head -c 1000000 /dev/zero >&2; echo it", LONG);
    assertThat(printed(loud)).isEqualTo("it\n");
    assertThat(((Outcome.Ended) loud).complaint()).hasSize(Program.ERROR_BYTES_MAX);
  }

  @Test
  void oneThatLeavesItsOutputToAnotherIsNotAwaited() throws Exception {
    Path pid = folder.resolve("pid");
    Outcome outcome = run("echo it; sleep 50 & echo $! > " + pid, LONG);
    assertThat(printed(outcome)).isEqualTo("it\n");
    ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
        .ifPresent(ProcessHandle::destroy);
  }

  @Test
  void oneThatIsKilledHasACode() throws Exception {
    assertThat(((Outcome.Ended) run("kill -9 $$", LONG)).code()).isEqualTo(137);
  }

  @Test
  void aComplaintIsShownWithoutSecrets() {
    assertThat(Complaint.shown("no\n secret\tab1c eyJhbGciOiJSUzI1NiJ9.x_y-z ", List.of("ab1c")))
        .isEqualTo("no  secret [...] [...]");
    assertThat(Complaint.shown("a".repeat(301), List.of())).hasSize(303).endsWith("a...");
    assertThat(Complaint.shown("/usr/lib/x", List.of("", "x"))).isEqualTo("/usr/lib/x");
  }
}
