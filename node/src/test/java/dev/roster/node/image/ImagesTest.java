package dev.roster.node.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesTest {
  private static final String YAML =
      """
      {'images': {
        'postgres': {'maven': 'g:a:1', 'unpack': 'txz', 'path': ['bin', '.'], 'command': ['$(IMAGE)/bin/x']},
        'driver': {'maven': 'g:driver:2', 'env': {'CLASSPATH': '$(IMAGE)/driver-2.jar'}},
        'web': {'command': ['jwebserver']}}}
      """;

  @TempDir private Path temp;
  private final AtomicInteger fetches = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();

  private Images images(ArtifactFetcher fetcher) {
    ImagesRead read =
        Images.read(List.of(ImageReaderTest.json(YAML)), temp.resolve("cache"), fetcher, said::add);
    return ((ImagesRead.Ready) read).images();
  }

  private Path fetch(String coordinates, Path folder) throws IOException {
    fetches.incrementAndGet();
    byte[] tar = new TarBytes().file("bin/x", 0755, "program").end();
    List<String> parts = List.of(coordinates.split(":", -1));
    Path jar = folder.resolve(parts.get(1) + "-" + parts.get(2) + ".jar");
    return Files.write(jar, UnpackerTest.zip("inner.txz", UnpackerTest.xz(tar)));
  }

  @Test
  void fetchesOnceAndFindsItAgain() throws Exception {
    Path root = temp.resolve("cache/g/a/1-txz");
    for (int i = 0; i < 2; i++) {
      Images images = images((coordinates, folder, _) -> fetch(coordinates, folder));
      assertThat(images.resolve("docker.io/library/postgres:18"))
          .isEqualTo(
              new ImageResult.Found(
                  List.of(root),
                  List.of(root.resolve("bin"), root),
                  List.of(root + "/bin/x"),
                  Map.of()));
    }
    assertThat(fetches).hasValue(1);
    assertThat(root.resolve("bin/x")).hasContent("program");
    assertThat(root.resolve(ImageCache.MARKER))
        .content()
        .contains("artifact=g:a:1:jar")
        .containsPattern("sha256=[0-9a-f]{64}");
    assertThat(said).anyMatch(line -> line.startsWith("fetching g:a:1 (once; kept in "));
  }

  @Test
  void aFileThatIsNotUnpackedKeepsItsName() throws Exception {
    Images images = images((coordinates, folder, _) -> fetch(coordinates, folder));
    Path root = temp.resolve("cache/g/driver/2-none");
    assertThat(images.resolve("driver"))
        .isEqualTo(
            new ImageResult.Found(
                List.of(root), List.of(), List.of(), Map.of("CLASSPATH", root + "/driver-2.jar")));
    assertThat(root.resolve("driver-2.jar")).isRegularFile();
  }

  @Test
  void commandsNeedNoCache() throws Exception {
    Images images =
        images((_, _, _) -> {
          throw new AssertionError("nothing is fetched");
        });
    assertThat(images.resolve("web:1"))
        .isEqualTo(new ImageResult.Found(List.of(), List.of(), List.of("jwebserver"), Map.of()));
    assertThat(images.resolve("unknown")).isEqualTo(new ImageResult.Unknown());
    assertThat(images.knows("x/postgres:1")).isTrue();
    assertThat(images.knows("x/other")).isFalse();
    assertThat(Images.NONE.resolve("web")).isEqualTo(new ImageResult.Unknown());
  }

  @Test
  void whatWasCutOffIsNeverUsed() throws Exception {
    Images failing =
        images((_, folder, _) -> {
          Files.writeString(folder.resolve("half"), "PK");
          throw new IOException("the line was cut\nat io.Stack");
        });
    assertThat(failing.resolve("postgres"))
        .isEqualTo(new ImageResult.Failed("postgres: the line was cut"));
    Images garbage = images((_, folder, _) -> Files.writeString(folder.resolve("a.jar"), "PK"));
    assertThat(garbage.resolve("postgres")).isInstanceOf(ImageResult.Failed.class);
    assertThat(temp.resolve("cache/g/a/1-txz")).doesNotExist();
    Images good = images((coordinates, folder, _) -> fetch(coordinates, folder));
    assertThat(good.resolve("postgres")).isInstanceOf(ImageResult.Found.class);
  }

  @Test
  void whatAKilledProcessLeftIsMadeAnew() throws Exception {
    Path partial = Files.createDirectories(temp.resolve("cache/partial/g+a+1-txz/root/bin"));
    Files.writeString(partial.resolve("x"), "half");
    Files.createDirectories(temp.resolve("cache/g/a/1-txz/bin")); // without its marker
    Images images = images((coordinates, folder, _) -> fetch(coordinates, folder));
    assertThat(images.resolve("postgres")).isInstanceOf(ImageResult.Found.class);
    assertThat(temp.resolve("cache/g/a/1-txz/bin/x")).hasContent("program");
  }

  @Test
  void manyCallersShareOneFetch() throws Exception {
    List<Future<ImageResult>> results = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        Images images = images((coordinates, folder, _) -> fetch(coordinates, folder));
        results.add(threads.submit(() -> images.resolve("postgres")));
      }
    }
    for (Future<ImageResult> result : results) {
      assertThat(result.get()).isInstanceOf(ImageResult.Found.class);
    }
    assertThat(fetches).hasValue(1);
  }

  @Test
  void everyoneMayReadTheCache() throws Exception {
    Images images = images((coordinates, folder, _) -> fetch(coordinates, folder));
    assertThat(images.resolve("postgres")).isInstanceOf(ImageResult.Found.class);
    try (Stream<Path> all = Files.walk(temp.resolve("cache/g"))) {
      for (Path path : all.toList()) {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        assertThat(mode.charAt(6)).as("others reading %s", path).isEqualTo('r');
        if (Files.isDirectory(path)) assertThat(mode).as("%s", path).endsWith("r-x");
      }
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsOneLine() throws Exception {
    Files.writeString(temp.resolve("cache"), "a file in the way");
    Images images = images((coordinates, folder, _) -> fetch(coordinates, folder));
    assertThat(images.resolve("postgres"))
        .isInstanceOfSatisfying(
            ImageResult.Failed.class, failed -> assertThat(failed.reason().lines()).hasSize(1));
  }

  @Test
  void theCacheStandsWhereItsUserKeepsCaches() throws Exception {
    Path home = Files.createDirectory(temp.resolve("home"));
    assertThat(Images.defaultFolder(Map.of(), home, false))
        .isEqualTo(home.resolve(".cache/roster/images"));
    assertThat(Images.defaultFolder(Map.of("XDG_CACHE_HOME", "relative"), home, false))
        .isEqualTo(home.resolve(".cache/roster/images"));
    assertThat(Images.defaultFolder(Map.of("XDG_CACHE_HOME", temp + "/x"), home, false))
        .isEqualTo(temp.resolve("x/roster/images"));
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    assertThat(Images.defaultFolder(Map.of(), home, true))
        .isEqualTo(Path.of("/var/cache/roster/images"));
  }
}
