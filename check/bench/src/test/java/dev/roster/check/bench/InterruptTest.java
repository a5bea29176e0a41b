package dev.roster.check.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A benchmark that is interrupted leaves nothing behind: no process, no file.
class InterruptTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void leavesNothingBehind(String signal) throws Exception {
    // As it is for what a shell without job control starts in the background, and for its children.
    assumeFalse(signal.equals("INT") && isInterruptIgnored(), "SIGINT is ignored here");
    Path files = Files.createDirectory(temp.resolve("files"));
    Path output = temp.resolve("output.txt");
    Process bench =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + files,
                "-Dbench.root=" + System.getProperty("roster.root"),
                "-cp",
                System.getProperty("java.class.path"),
                Bench.class.getName(),
                "--peers",
                "echo",
                "--starts",
                "0",
                "--warm",
                "1000",
                "--seconds",
                "60",
                "--no-save")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      await()
          .atMost(LIMIT)
          .until(() -> !bench.isAlive() || Files.readString(output).contains("round 1"));
      assertThat(bench.isAlive()).as(Files.readString(output)).isTrue();
      List<ProcessHandle> servers = bench.descendants().toList();
      assertThat(servers).isNotEmpty();
      assertThat(left(files)).isNotEmpty();

      new ProcessBuilder("kill", "-" + signal, "" + bench.pid()).start().waitFor();

      assertThat(bench.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(bench.exitValue()).isNotZero();
      await().atMost(LIMIT).until(() -> servers.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(left(files)).isEmpty();
    } finally {
      List<ProcessHandle> servers = bench.descendants().toList(); // nobody's, once it is gone
      bench.destroyForcibly();
      servers.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static boolean isInterruptIgnored() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line ->
            (Long.parseUnsignedLong(line.substring(line.indexOf(':') + 1).strip(), 16) & 2) != 0);
  }

  private static List<Path> left(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> !path.getFileName().toString().startsWith("hsperf")).toList();
    }
  }
}
