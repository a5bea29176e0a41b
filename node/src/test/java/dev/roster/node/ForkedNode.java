package dev.roster.node;

import static org.awaitility.Awaitility.await;

import dev.roster.node.process.ProcFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A [NodeProgram] that runs, as root or as an ordinary user.
final class ForkedNode implements AutoCloseable {
  /// An ordinary user's number that stands in no /etc/passwd.
  static final int SOMEBODY = 23456;

  final Process process;
  private final Path out;

  private ForkedNode(Process process, Path out) {
    this.process = process;
    this.out = out;
  }

  /// A folder that everyone may enter, with a private one of the user's in it.
  record Place(Path shared, Path own) {}

  static boolean isRoot() {
    return ProcFs.ownUid() == 0;
  }

  static Place place(Path base, boolean ordinary) throws IOException {
    Files.setAttribute(base, "unix:mode", 0755);
    Path own = Files.createDirectories(base.resolve("private"));
    Files.setAttribute(own, "unix:mode", 0700);
    if (ordinary && isRoot()) {
      Files.setAttribute(own, "unix:uid", SOMEBODY);
      Files.setAttribute(own, "unix:gid", SOMEBODY);
    }
    return new Place(base, own);
  }

  /// @param before words before `java`, such as what makes a small disk
  static ForkedNode start(
      Place place, boolean ordinary, String isolation, List<String> before, List<String> pods)
      throws IOException {
    List<String> words = new ArrayList<>(before);
    if (ordinary && isRoot()) {
      words.addAll(List.of("setpriv", "--reuid", "" + SOMEBODY, "--regid", "" + SOMEBODY));
      words.add("--clear-groups");
    }
    words.add(System.getProperty("java.home") + "/bin/java");
    words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xshare:auto"));
    words.addAll(List.of("-cp", classPath(place.shared()), NodeProgram.class.getName()));
    words.addAll(List.of(place.own().resolve("data").toString(), isolation));
    for (String pod : pods) {
      Path file = Files.createTempFile(place.shared(), "pod", ".json");
      Files.writeString(file, pod);
      Files.setAttribute(file, "unix:mode", 0644);
      words.add(file.toString());
    }
    Path out = Files.createTempFile(place.shared(), "node", ".out");
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .directory(place.shared().toFile())
            .start();
    return new ForkedNode(process, out);
  }

  /// The class path copied to where everyone can read it: a Maven repository often is private.
  private static String classPath(Path shared) throws IOException {
    Path copies = shared.resolve("classes");
    boolean made = Files.isDirectory(copies);
    Files.createDirectories(copies);
    List<String> parts = new ArrayList<>();
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String each : all.split(":", -1)) {
      Path part = Path.of(each);
      if (!Files.exists(part)) continue;
      Path copy = copies.resolve(parts.size() + "-" + part.getFileName());
      if (!made) copy(part, copy);
      parts.add(copy.toString());
    }
    return String.join(":", parts);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var walk = Files.walk(from)) {
      for (Path each : walk.toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) Files.createDirectories(target);
        else Files.copy(each, target);
        Files.setAttribute(target, "unix:mode", Files.isDirectory(each) ? 0755 : 0644);
      }
    }
  }

  String output() {
    try {
      return Files.readString(out);
    } catch (IOException e) {
      return "";
    }
  }

  /// Waits for a text of its output.
  String says(String part) {
    try {
      await()
          .atMost(NodeWorld.BOUND)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> output().contains(part));
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError("it never said " + part + ": " + output(), e);
    }
    return output();
  }

  /// Ends its stdin, and waits for its end.
  void stop() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS))
      throw new AssertionError("still there: " + output());
  }

  void kill() {
    process.destroyForcibly();
    await().atMost(NodeWorld.BOUND).until(() -> !process.isAlive());
  }

  /// Processes whose command line is exactly this.
  static List<Long> running(String commandLine) {
    return ProcFs.all().stream()
        .filter(each -> !each.isZombie())
        .map(ProcFs.Stat::pid)
        .filter(pid -> line(pid).equals(commandLine))
        .collect(Collectors.toList());
  }

  private static String line(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
      return new String(bytes, java.nio.charset.StandardCharsets.UTF_8).replace('\0', ' ').strip();
    } catch (IOException e) {
      return "";
    }
  }

  static void untilNone(String commandLine) {
    await()
        .atMost(NodeWorld.BOUND)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> running(commandLine).isEmpty());
  }

  static void untilSome(String commandLine) {
    await()
        .atMost(NodeWorld.BOUND)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> !running(commandLine).isEmpty());
  }

  @Override
  public void close() {
    kill();
  }
}
