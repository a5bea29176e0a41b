package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.check.kit.Ask;
import dev.roster.check.kit.RosterProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Section;

/// What the pages tell a person to type works as it stands: each block marked `sh test` is run by a
/// shell in a throwaway folder that has the examples, and `./roster` as the tests' own classes.
class ReadmeTest {
  private static final Duration READY_LIMIT = Duration.ofMinutes(4);
  private static final long BLOCK_SECONDS_MAX = 120;
  private static final Path ROOT = Path.of(System.getProperty("roster.root"));

  @TempDir private Path temp;

  @Test
  void theReadme() throws Exception {
    run(ROOT.resolve("README.md"), "web", 3);
  }

  @Test
  void thePostgresWalkThrough() throws Exception {
    run(ROOT.resolve("examples/postgres/README.md"), "db-service", 3);
  }

  private void run(Path page, String service, int members) throws Exception {
    List<Pages.Block> blocks = Pages.blocks(page);
    assertThat(blocks).as("blocks of %s", page).hasSizeGreaterThan(2);
    assertThat(blocks.getFirst().up()).isTrue();
    copyExamples();
    int port = RosterProcess.freePort();
    writeLauncher(port);
    Path output = temp.resolve("up.txt");
    Process up = shell("exec " + blocks.getFirst().text().strip(), output);
    try {
      await()
          .atMost(READY_LIMIT)
          .pollInterval(Duration.ofMillis(100))
          .conditionEvaluationListener(condition -> {
            if (!up.isAlive()) throw new IllegalStateException("up ended: " + read(output));
          })
          .until(() -> answers(port, service) == members);
      for (Pages.Block block : blocks.subList(1, blocks.size())) check(page, block);
    } finally {
      up.destroy();
      if (!up.waitFor(60, TimeUnit.SECONDS)) up.destroyForcibly();
    }
    assertThat(up.isAlive()).as(read(output)).isFalse();
  }

  /// Asked here: a process for each question would take the time that the members need.
  private static int answers(int port, String service) {
    try {
      return Ask.udp(port, service + ".default.svc.cluster.local", "A")
          .getSection(Section.ANSWER)
          .size();
    } catch (IOException notYet) {
      return 0;
    }
  }

  private void check(Path page, Pages.Block block) throws IOException, InterruptedException {
    String where = page.getFileName() + ":" + block.line();
    Path output = temp.resolve("block.txt");
    Process process = shell("set -eu\n" + block.text(), output);
    boolean ended = process.waitFor(BLOCK_SECONDS_MAX, TimeUnit.SECONDS);
    if (!ended) process.destroyForcibly();
    String log = where + ":\n" + block.text() + "\n" + read(output);
    assertThat(ended).as("ends: %s", log).isTrue();
    assertThat(process.exitValue()).as(log).isZero();
    if (block.expected().isEmpty()) return;
    List<String> printed = read(output).lines().map(String::strip).toList();
    assertThat(printed)
        .as(log)
        .containsSubsequence(block.expected().get().lines().map(String::strip).toList());
  }

  private Process shell(String script, Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", script)
            .directory(temp.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }

  /// `./roster` with the classes under test, `up` at a free port.
  private void writeLauncher(int port) throws IOException {
    List<String> words = new ArrayList<>();
    words.add("exec '" + System.getProperty("java.home") + "/bin/java'");
    words.add("--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    words.add("-cp '" + System.getProperty("java.class.path") + "' dev.roster.app.Main");
    String script =
        """
        #!/bin/sh
        case $1 in up) shift; set -- up --dns 127.0.0.1:%d "$@" ;; esac
        %s "$@"
        """
            .formatted(port, String.join(" ", words));
    FakeClone.program(temp.resolve("roster"), script);
  }

  private void copyExamples() throws IOException {
    Path examples = ROOT.resolve("examples");
    try (Stream<Path> all = Files.walk(examples)) {
      for (Path path : all.toList()) {
        Path copy = temp.resolve("examples").resolve(examples.relativize(path).toString());
        if (Files.isDirectory(path)) Files.createDirectories(copy);
        else Files.copy(path, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
