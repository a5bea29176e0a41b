package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roster.check.e2e.FakeClone.Ended;
import dev.roster.check.e2e.FakeClone.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher itself: the real script and the real JVM around a stand-in for Maven.
class LauncherTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path temp;
  private FakeClone clone;

  @BeforeEach
  void makeClone() throws IOException {
    clone = new FakeClone(temp);
  }

  @Test
  void buildsOnceAndBecomesTheProgram() throws Exception {
    clone.launcher(text -> text);
    Ended first = clone.run("hello", "7");
    assertThat(first.out()).isEqualTo("hello 7\n");
    assertThat(first.code()).isEqualTo(7);
    assertThat(first.err()).contains("roster: building ");
    Ended second = clone.run("again");
    assertThat(second).isEqualTo(new Ended(0, "again\n", ""));
    assertThat(clone.builds()).isEqualTo(1);
    assertThat(clone.state().resolve("work")).doesNotExist();
  }

  @Test
  void aChangedOrRemovedSourceBuildsAgain() throws Exception {
    clone.run("x");
    Files.setLastModifiedTime(clone.source(), FileTime.from(Instant.now().plusSeconds(2)));
    assertThat(clone.run("x").out()).isEqualTo("x\n");
    assertThat(clone.builds()).isEqualTo(2);
    Files.setLastModifiedTime(clone.source(), FileTime.from(Instant.EPOCH));
    Path folder = clone.source().getParent();
    Files.delete(clone.source());
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now().plusSeconds(2)));
    clone.run("x");
    assertThat(clone.builds()).isEqualTo(3);
  }

  @Test
  void onlyTheNewestBuildsAreKept() throws Exception {
    for (int i = 0; i < 5; i++) {
      clone.run("x");
      Files.delete(clone.state().resolve("built"));
    }
    try (Stream<Path> apps = Files.list(clone.state().resolve("app"))) {
      assertThat(apps).hasSize(3);
    }
  }

  @Test
  void ofTwoFirstStartsOneBuildsAndOneWaits() throws Exception {
    startTwo();
  }

  private void startTwo() throws Exception {
    Files.createFile(clone.file("hold"));
    Path launcher = clone.root().resolve("roster");
    Start one = clone.start(launcher, List.of(), Map.of(), "one");
    Start two = clone.start(launcher, List.of(), Map.of(), "two");
    await()
        .atMost(LIMIT)
        .until(() ->
            Stream.of(one, two)
                .anyMatch(start -> text(start.err()).contains("another start is building")));
    Files.delete(clone.file("hold"));
    assertThat(one.end().out()).isEqualTo("one\n");
    assertThat(two.end().out()).isEqualTo("two\n");
    assertThat(clone.builds()).isEqualTo(1);
  }

  @Test
  void aFailedBuildSaysWhyAndIsTriedAgain() throws Exception {
    Files.createFile(clone.file("broken"));
    Ended failed = clone.run("x");
    assertThat(failed.code()).isEqualTo(2);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err())
        .contains("[ERROR] Fake.java:1: wrong")
        .contains("roster: the build failed (mvn ended with 1)");
    Files.delete(clone.file("broken"));
    assertThat(clone.run("x").out()).isEqualTo("x\n");
  }

  @Test
  void anInterruptedBuildLeavesNothingHalf() throws Exception {
    Files.createFile(clone.file("hold"));
    Start start = clone.start(clone.root().resolve("roster"), List.of(), Map.of(), "x");
    await().atMost(LIMIT).until(() -> clone.builds() == 1);
    List<ProcessHandle> children = start.process().descendants().toList();
    start.process().destroy();
    Ended ended = start.end();
    assertThat(ended.code()).isEqualTo(143);
    assertThat(ended.err()).contains("the build was interrupted");
    assertThat(clone.state().resolve("work")).doesNotExist();
    assertThat(clone.state().resolve("current")).doesNotExist();
    Files.delete(clone.file("hold"));
    for (ProcessHandle child : children) {
      await().atMost(LIMIT).until(() -> !child.isAlive());
    }
    assertThat(clone.run("x").out()).isEqualTo("x\n");
  }

  @Test
  void aKilledBuildIsBegunAgain() throws Exception {
    Files.createFile(clone.file("hold"));
    Start start = clone.start(clone.root().resolve("roster"), List.of(), Map.of(), "x");
    await().atMost(LIMIT).until(() -> clone.builds() == 1);
    start.process().destroyForcibly();
    start.process().waitFor();
    Files.delete(clone.file("hold"));
    assertThat(clone.run("x").out()).isEqualTo("x\n");
    assertThat(clone.builds()).isEqualTo(2);
  }

  @Test
  void withoutFlockAFolderIsTheLock() throws Exception {
    clone.launcher(text -> text.replace("command -v flock", "command -v no-such-program"));
    Files.createDirectories(clone.state().resolve("lock.d"));
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Files.writeString(clone.state().resolve("lock.d/pid"), gone.pid() + "\n");
    startTwo();
    assertThat(clone.state().resolve("lock.d")).doesNotExist();
  }

  @Test
  void startsThroughALinkFromAnywhere() throws Exception {
    Path bin = Files.createDirectories(temp.resolve("other/bin"));
    Path link = Files.createSymbolicLink(bin.resolve("link"), clone.root().resolve("roster"));
    Path relative = Files.createSymbolicLink(bin.resolve("roster"), Path.of("link"));
    assertThat(link).isSymbolicLink();
    assertThat(clone.start(relative, List.of(), Map.of(), "x").end().out()).isEqualTo("x\n");
    assertThat(clone.state().resolve("current")).exists();
  }

  @Test
  void aCloneThatCannotBeWrittenIsBuiltInTheCache() throws Exception {
    Path cache = Files.createDirectories(temp.resolve("cache"));
    Map<String, String> environment = Map.of("XDG_CACHE_HOME", cache.toString());
    List<String> nobody = List.of();
    for (Path open : List.of(temp, cache)) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    Files.setPosixFilePermissions(clone.root(), PosixFilePermissions.fromString("r-xr-xr-x"));
    if (FakeClone.isRoot()) {
      nobody = List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups");
    }
    try {
      Path launcher = clone.root().resolve("roster");
      for (int i = 0; i < 2; i++) {
        Ended ended = clone.start(launcher, nobody, environment, "x").end();
        assertThat(ended.out()).as(ended.err()).isEqualTo("x\n");
      }
      assertThat(clone.builds()).isEqualTo(1);
      assertThat(clone.root().resolve("target")).doesNotExist();
      try (Stream<Path> states = Files.list(cache.resolve("roster"))) {
        assertThat(states).hasSize(1);
      }
    } finally {
      Files.setPosixFilePermissions(clone.root(), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void aMissingJdkIsOneLineThatSaysWhereItLooked() throws Exception {
    clone.launcher(text -> text.replace("jdk_wanted=25", "jdk_wanted=99"));
    Ended ended = clone.run("x");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(ended.err())
        .contains("no JDK 99 found", "JAVA_HOME", "PATH", "/usr/lib/jvm", "~/.sdkman");
  }

  @Test
  void aMissingMavenIsOneLine() throws Exception {
    clone.launcher(text -> text.replace("command -v mvn", "command -v no-such-mvn"));
    Ended ended = clone.run("x");
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(ended.err()).startsWith("roster: mvn is not on PATH");
  }

  @Test
  void theAotCacheIsUsed() throws Exception {
    Path log = temp.resolve("classes.log");
    clone.launcher(text -> text);
    clone.run("x");
    assertThat(clone.app().resolve("roster.aot")).isRegularFile();
    clone.launcher(
        text -> text.replace("-Xlog:disable", "-Xlog:disable -Xlog:class+load:file=" + log));
    clone.run("x");
    assertThat(Files.readAllLines(log))
        .anyMatch(line -> line.contains("Fake source: shared objects file"));
    assertThat(clone.builds()).isEqualTo(1);
  }

  @Test
  void aBadAotCacheCostsNoLineOfOutput() throws Exception {
    clone.launcher(text -> text);
    clone.run("x");
    Path cache = clone.app().resolve("roster.aot");
    byte[] good = Files.readAllBytes(cache);
    List<byte[]> bad =
        List.of(
            new byte[0],
            "garbage".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            java.util.Arrays.copyOf(good, 100),
            java.util.Arrays.copyOf(good, good.length / 2));
    for (byte[] bytes : bad) {
      Files.delete(cache);
      Files.write(cache, bytes);
      assertThat(clone.run("x")).as("%d bytes", bytes.length).isEqualTo(new Ended(0, "x\n", ""));
    }
    Files.delete(cache);
    assertThat(clone.run("x")).isEqualTo(new Ended(0, "x\n", ""));
    // Of another program: the class path is not the one it was made for.
    Files.write(cache, good);
    Path jar = clone.app().resolve("roster.jar");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
    assertThat(clone.run("x")).isEqualTo(new Ended(0, "x\n", ""));
    assertThat(clone.builds()).isEqualTo(1);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
