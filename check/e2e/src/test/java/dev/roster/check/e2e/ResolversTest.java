package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.check.kit.Netns;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The resolvers that programs really use, each against Services of 1, 30, 100 and 10,000 members,
/// and 10,000 lookups each for whom they meet first. They run in a network namespace with the
/// server on port 53; those that the machine lacks are named and left out.
@Tag("slow")
class ResolversTest {
  private static final int SECONDS_MAX = 900;
  private static final int COMPILE_SECONDS_MAX = 120;

  @TempDir Path folder;

  @Test
  void everyResolverSeesTheMembersAndMeetsEachOfThemFirst() throws Exception {
    Assumptions.assumeTrue(Netns.isPossible(), "no network namespaces on this machine");
    for (String source : List.of("resolve.c", "resolve.go.txt", "resolve.js")) copy(source);
    Files.move(folder.resolve("resolve.go.txt"), folder.resolve("resolve.go"));
    compile("gcc", "-o", "resolve-glibc", "resolve.c");
    compile("musl-gcc", "-static", "-o", "resolve-musl", "resolve.c");
    compile("go", "build", "-o", "resolve-go", "resolve.go");
    Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
    Files.writeString(folder.resolve("nsswitch.conf"), "hosts: files dns\n");

    List<String> said = run();
    said.forEach(System.out::println);
    assertThat(said).contains("done").noneMatch(line -> line.startsWith("FAIL"));
    assertThat(said).anyMatch(line -> line.startsWith("ok JDK"));
  }

  private void copy(String resource) throws IOException {
    try (InputStream in = ResolversTest.class.getResourceAsStream("/witness/" + resource)) {
      if (in == null) throw new IOException(resource + " is not on the class path");
      Files.copy(in, folder.resolve(resource));
    }
  }

  /// Compiles a witness; without its compiler it will be missing and named.
  private void compile(String... command) throws IOException, InterruptedException {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("compile.txt").toFile());
      builder.environment().putAll(Map.of("GODEBUG", "", "CGO_ENABLED", "0", "GO111MODULE", "off"));
      Process process = builder.start();
      if (!process.waitFor(COMPILE_SECONDS_MAX, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (IOException noSuchCompiler) {
      System.out.println("no " + command[0]);
    }
  }

  private List<String> run() throws IOException, InterruptedException {
    List<String> inside = new ArrayList<>();
    inside.addAll(
        List.of(
            "unshare",
            "--mount",
            "--",
            "sh",
            "-c",
            "mount --bind "
                + folder
                + "/resolv.conf /etc/resolv.conf"
                + " && mount --bind "
                + folder
                + "/nsswitch.conf /etc/nsswitch.conf"
                + " && exec \"$@\"",
            "sh"));
    inside.addAll(Netns.java(WitnessRun.class.getName(), folder.toString()));
    Path output = folder.resolve("run.txt");
    Process process =
        new ProcessBuilder(Netns.command(List.of("10.9.0.1"), inside))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) process.destroyForcibly();
    return Files.readAllLines(output);
  }
}
