package dev.roster.check.e2e;

import static org.awaitility.Awaitility.await;

import dev.roster.check.kit.Ask;
import dev.roster.check.kit.RosterProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// A running `roster up` with its own folder, data and DNS port. Pods find `FOLDER/gate` through an
/// absolute path in their manifest: a file there opens a readiness probe.
final class UpFixture implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  final Path folder;
  final int port;
  final RosterProcess process;

  private UpFixture(Path folder, int port, RosterProcess process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /// Starts `up` with a manifest; `{gate}` in it becomes the path of the gate folder.
  static UpFixture start(Path folder, String manifest) throws IOException {
    Path gate = Files.createDirectories(folder.resolve("gate"));
    Files.writeString(folder.resolve("m.yaml"), manifest.replace("{gate}", gate.toString()));
    int port = RosterProcess.freePort();
    RosterProcess process =
        RosterProcess.start(
            folder, "up", "-f", "m.yaml", "--data", "data", "--dns", "127.0.0.1:" + port);
    return new UpFixture(folder, port, process);
  }

  /// Opens or closes the readiness of a pod.
  void gate(String pod, boolean open) throws IOException {
    Path file = folder.resolve("gate").resolve(pod);
    if (open) Files.writeString(file, "open");
    else Files.deleteIfExists(file);
  }

  /// The addresses that a name has now; empty for NXDOMAIN, NODATA and no answer.
  Set<String> addresses(String name) {
    try {
      Set<String> found = new TreeSet<>();
      for (Record record : ask(name, "A").getSection(Section.ANSWER)) {
        if (record instanceof ARecord a) found.add(a.getAddress().getHostAddress());
      }
      return found;
    } catch (IOException e) {
      return Set.of();
    }
  }

  /// One question by UDP.
  Message ask(String name, String type) throws IOException {
    return Ask.udp(port, name, type);
  }

  /// Runs another command in the same folder, with its data, and gives exit code and output.
  Result run(String... arguments) throws IOException, InterruptedException {
    Path home = Files.createTempDirectory(folder, "verb");
    List<String> all = new java.util.ArrayList<>(List.of(arguments));
    all.add("--data");
    all.add(folder.resolve("data").toString());
    try (RosterProcess verb = RosterProcess.start(home, all.toArray(String[]::new))) {
      int code = verb.exitCode(60);
      return new Result(code, verb.output());
    }
  }

  /// What a command did.
  record Result(int code, String output) {}

  /// Waits until it holds, and fails with what `up` printed if it never does.
  void until(String what, Callable<Boolean> condition) {
    try {
      await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError(what + " never held; roster up printed:\n" + process.output(), e);
    }
  }

  /// A file's text, "" where there is none yet.
  String text(String file) {
    try {
      return Files.readString(folder.resolve(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
