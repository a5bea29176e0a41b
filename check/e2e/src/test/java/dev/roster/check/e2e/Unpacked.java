package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.check.e2e.FakeClone.Ended;
import dev.roster.check.e2e.FakeClone.Start;
import dev.roster.check.kit.RosterProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The archive or the image, unpacked to a folder, and how its `roster` is called: with nothing of
/// this machine's environment.
///
/// @param folder of an archive: where the launcher stands; of an image: its root
/// @param enter begins each command; the environment follows
/// @param launcher ends with the launcher; its arguments follow
/// @param root where its processes find the folder
record Unpacked(Path folder, List<String> enter, List<String> launcher, String root) {
  private static final Path MADE =
      Path.of(System.getProperty("roster.root"), "deploy", "dist", "target");
  private static final Pattern LAYERS = Pattern.compile("\"Layers\":\\[([^]]*)]");

  // Read-only, as the chart has it, and with the two file systems that every engine mounts.
  private static final String CHROOT =
      """
      set -e
      mount --bind "$1" "$1"
      mount -o remount,bind,ro "$1"
      mount -t proc proc "$1/proc"
      mount --bind /dev "$1/dev"
      shift
      exec env -i "$@"
      """;

  Unpacked {
    enter = List.copyOf(enter);
    launcher = List.copyOf(launcher);
  }

  /// The newest archive, or this test is skipped.
  static Unpacked archive(Path temp) throws IOException, InterruptedException {
    run(temp, "tar", "-xzf", made(".tar.gz", "mvn -Pdist package").toString());
    return at(only(temp));
  }

  /// An archive that was unpacked, where it stands now.
  static Unpacked at(Path folder) {
    List<String> launcher = List.of(folder.resolve("bin/roster").toString());
    return new Unpacked(folder, List.of("env", "-i"), launcher, folder.toString());
  }

  /// The newest image, or this test is skipped; its processes see nothing but the image.
  static Unpacked image(Path temp) throws IOException, InterruptedException {
    Path tar = made("-image.tar", "mvn -Pimage package");
    Assumptions.assumeTrue(
        new ProcessBuilder("unshare", "--mount", "true").start().waitFor() == 0,
        "chroot with mounts of its own needs root");
    Path layers = Files.createDirectories(temp.resolve("layers"));
    run(layers, "tar", "-xf", tar.toString());
    Path root = Files.createDirectories(temp.resolve("root"));
    for (String layer : layers(layers)) {
      run(root, "tar", "--warning=no-unknown-keyword", "-xzf", layers.resolve(layer).toString());
    }
    Files.createDirectories(root.resolve("proc"));
    Files.createDirectories(root.resolve("dev"));
    String config = Files.readString(layers.resolve("config.json"));
    List<String> enter = List.of("unshare", "--mount", "sh", "-c", CHROOT, "sh", root.toString());
    List<String> launcher = new ArrayList<>(texts(config, "Env"));
    launcher.addAll(List.of("/usr/sbin/chroot", "--userspec=" + text(config, "User")));
    launcher.add(root.toString());
    launcher.addAll(texts(config, "Entrypoint"));
    return new Unpacked(root, enter, launcher, "");
  }

  /// The names of the image's layers, in order.
  static List<String> layers(Path unpacked) throws IOException {
    Matcher matcher = LAYERS.matcher(Files.readString(unpacked.resolve("manifest.json")));
    assertThat(matcher.find()).isTrue();
    return strings(matcher.group(1));
  }

  /// Calls it with a flag for its JVM and waits for its end.
  Ended call(String flag, String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile("out", "");
    Path err = Files.createTempFile("err", "");
    try {
      Process process =
          new ProcessBuilder(command(flag, arguments))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      return new Start(process, out, err).end();
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /// A server of one Service, which answers.
  PlainServe serve(String flag) throws IOException, InterruptedException {
    Path objects = folder.resolve("objects.json");
    Files.writeString(objects, Members.list(Members.service("db", 1, 2, 0)));
    int port = RosterProcess.freePort();
    List<String> command =
        command(flag, "serve", "--objects", root + "/objects.json", "--dns", "127.0.0.1:" + port);
    return PlainServe.await(command, folder.resolve("output.txt"), port);
  }

  private List<String> command(String flag, String... arguments) {
    List<String> command = new ArrayList<>(enter);
    command.add("ROSTER_JVM_FLAGS=" + flag);
    command.addAll(launcher);
    command.addAll(List.of(arguments));
    return command;
  }

  private static Path made(String end, String how) throws IOException {
    String machine = System.getProperty("os.arch", "");
    String name = "-linux-" + (machine.equals("aarch64") ? "arm64" : machine) + end;
    if (Files.isDirectory(MADE)) {
      try (Stream<Path> files = Files.list(MADE)) {
        List<Path> found = files.filter(file -> file.toString().endsWith(name)).toList();
        if (!found.isEmpty()) return found.getFirst();
      }
    }
    Assumptions.abort("there is nothing to try: " + how + " makes it");
    throw new IllegalStateException();
  }

  private static Path only(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.getFirst();
    }
  }

  private static String text(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    assertThat(matcher.find()).as(name).isTrue();
    return matcher.group(1);
  }

  private static List<String> texts(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\\[([^]]*)]").matcher(json);
    assertThat(matcher.find()).as(name).isTrue();
    return strings(matcher.group(1));
  }

  private static List<String> strings(String list) {
    return Stream.of(list.split(",", -1)).map(item -> item.replace("\"", "")).toList();
  }

  private static void run(Path folder, String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }
}
