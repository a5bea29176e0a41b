package dev.roster.check.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roster.check.kit.Ask;
import dev.roster.check.kit.RosterProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A `roster serve` of one JSON list, with an option for its JVM; it answers.
record PlainServe(Process process, int port) implements AutoCloseable {
  private static final int TRIES_MAX = 500;
  private static final int TRY_MILLIS = 100;
  private static final int PAUSE_MILLIS = 20;
  private static final int END_SECONDS_MAX = 20;

  /// Starts it and waits until it answers.
  ///
  /// @param before what runs the command
  static PlainServe start(Path folder, List<String> before, String option)
      throws IOException, InterruptedException {
    Path objects = folder.resolve("objects.json");
    Files.writeString(objects, Members.list(Members.service("db", 1, 2, 0)));
    int port = RosterProcess.freePort();
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            option,
            "-cp",
            System.getProperty("java.class.path"),
            "dev.roster.app.Main",
            "serve",
            "--objects",
            objects.toString(),
            "--dns",
            "127.0.0.1:" + port));
    return await(command, folder.resolve("output.txt"), port);
  }

  /// Starts a server by any command and waits until it answers on its port.
  static PlainServe await(List<String> command, Path output, int port)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    PlainServe server = new PlainServe(process, port);
    int tries = 0;
    while (!Ask.answers(port, TRY_MILLIS)) {
      boolean ended = process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      if (!ended && ++tries < TRIES_MAX) continue;
      server.close();
      assertThat(Files.readString(output)).as("no answer").isNull();
    }
    return server;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException asked) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
