package dev.roster.check.kit;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// A Roster process started as a user starts it, from the class path of the tests. It is ended, by
/// its process id, when closed.
public final class RosterProcess implements RosterServer {
  // Below what systems give to clients: nobody's passing socket takes it before it is listened on.
  private static final int FREE_PORT_MIN = 12_000;
  private static final int FREE_PORT_MAX = 32_000;
  private static final Set<Integer> GIVEN_PORTS = ConcurrentHashMap.newKeySet();

  private static final long END_SECONDS = 20;
  private static final int START_TRIES_MAX = 500;
  private static final int TRY_MILLIS = 100;
  private static final int PAUSE_MILLIS = 20;

  private final Process process;
  private final Path output;

  private RosterProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /// Starts `roster ARGUMENTS...` in a folder; what it prints goes to `FOLDER/output.txt`.
  ///
  /// @throws IOException if it can't be started
  public static RosterProcess start(Path folder, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.roster.app.Main"));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    return new RosterProcess(builder.start(), output);
  }

  /// A port of 127.0.0.1 that is free for UDP and TCP at this moment, and given only once. Where
  /// the server can say which port it took, ask for port 0 instead, see [Listening].
  ///
  /// @throws IOException if there is none
  @SuppressWarnings("AddressSelection") // 127.0.0.1 is one address
  public static int freePort() throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    for (int attempt = 0; ; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FREE_PORT_MIN, FREE_PORT_MAX + 1);
      try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
          DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, port))) {
        if (tcp.isBound() && udp.isBound() && GIVEN_PORTS.add(port)) return port;
      } catch (IOException taken) {
        if (attempt == 20) throw taken;
      }
    }
  }

  /// Whether it runs.
  public boolean isAlive() {
    return process.isAlive();
  }

  /// Waits at most so long for its end and says whether it has ended.
  ///
  /// @throws InterruptedException if the waiting thread is interrupted
  public boolean endsWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /// Waits until it answers DNS on a port of 127.0.0.1; "" then, else why it doesn't.
  ///
  /// @throws IOException if the socket fails
  /// @throws InterruptedException if the waiting thread is interrupted
  public String awaitAnswers(int port) throws IOException, InterruptedException {
    for (int i = 0; i < START_TRIES_MAX; i++) {
      if (endsWithin(PAUSE_MILLIS)) return "ended: " + output().strip();
      if (Ask.answers(port, TRY_MILLIS)) return "";
    }
    return "no answer: " + output().strip();
  }

  @Override
  public Listening awaitListening(int lines) throws InterruptedException {
    for (int i = 0; i < START_TRIES_MAX; i++) {
      boolean ended = endsWithin(PAUSE_MILLIS);
      Listening listening = Listening.read(output());
      if (ended || listening.lines().size() >= lines) return listening;
    }
    return Listening.read("");
  }

  /// The process id.
  public long pid() {
    return process.pid();
  }

  /// Waits until it has ended and gives its exit code.
  ///
  /// @throws IllegalStateException if it has not ended within `seconds`
  /// @throws InterruptedException if the waiting thread is interrupted
  public int exitCode(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running after " + seconds + " s:\n" + output());
    }
    return process.exitValue();
  }

  /// Sends SIGTERM and returns at once.
  public void terminate() {
    process.destroy();
  }

  /// Sends SIGKILL and returns at once.
  public void kill() {
    process.destroyForcibly();
  }

  /// Both streams.
  @Override
  public String output() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(no output: " + e.getMessage() + ")";
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
