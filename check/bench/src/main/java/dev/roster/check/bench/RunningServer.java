package dev.roster.check.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// A server that answers, on one processor. All that runs is ended when this JVM ends, also when it
/// is interrupted.
final class RunningServer implements AutoCloseable {
  private static final long START_SECONDS_MAX = 60;
  private static final long STOP_SECONDS_MAX = 3;
  private static final long POLL_NANOS = 500_000;
  private static final int SHOWN_LINES_MAX = 20;
  private static final Set<RunningServer> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(RunningServer::close)));
  }

  private final Server server;
  private final Server.Site site;
  private final Process process;
  private double startMillis;

  private RunningServer(Server server, Server.Site site, Process process) {
    this.server = server;
    this.site = site;
    this.process = process;
  }

  /// Starts a server and waits for its first right answer.
  ///
  /// @param processors those that it may use, as `taskset -c` has them
  static RunningServer start(
      Server server, Server.Site site, String processors, LongSupplier nanoTime)
      throws IOException {
    Server.Start start = server.prepare(site);
    List<String> command = new ArrayList<>(List.of("taskset", "-c", processors));
    command.addAll(start.command());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(start.environment());
    builder.redirectOutput(site.folder().resolve("log").toFile());
    builder.redirectInput(new java.io.File("/dev/null"));
    long began = nanoTime.getAsLong();
    RunningServer running = new RunningServer(server, site, builder.start());
    RUNNING.add(running);
    try {
      running.awaitAnswer(began, nanoTime);
      return running;
    } catch (IOException | RuntimeException failed) {
      running.close();
      throw failed;
    }
  }

  private void awaitAnswer(long began, LongSupplier nanoTime) throws IOException {
    Question first = Question.found("svc-0.ns-0.svc.cluster.local.", Question.A);
    try (Arena memory = Arena.ofConfined();
        PacketSocket socket = PacketSocket.connected(memory, site.port())) {
      PacketRow question = PacketRow.of(memory, List.of(first.packet(1)));
      PacketRow room = PacketRow.room(memory, 1, 2048, false);
      while (process.isAlive()) {
        socket.send(question, 0, 1);
        LockSupport.parkNanos(POLL_NANOS);
        long now = nanoTime.getAsLong();
        while (socket.receive(room, false) > 0) {
          boolean right = first.isAnsweredBy(room.unsignedShort(0, 2), room.unsignedShort(0, 6));
          if (!right && server.isJudged()) continue;
          startMillis = (now - began) / 1e6;
          return;
        }
        if (now - began > TimeUnit.SECONDS.toNanos(START_SECONDS_MAX)) break;
      }
    }
    List<String> log = Files.readAllLines(site.folder().resolve("log"));
    List<String> end = log.subList(Math.max(0, log.size() - SHOWN_LINES_MAX), log.size());
    throw new IOException(server.name() + " does not answer: " + String.join("\n", end));
  }

  Server server() {
    return server;
  }

  int port() {
    return site.port();
  }

  /// From its start to its first right answer.
  double startMillis() {
    return startMillis;
  }

  ProcStat.Cpu cpu() throws IOException {
    return ProcStat.cpu(process.toHandle());
  }

  ProcStat.Memory memory() throws IOException {
    return ProcStat.memory(process.toHandle());
  }

  /// Ends it and whatever it started, and removes its files.
  @Override
  public void close() {
    if (!RUNNING.remove(this)) return;
    List<ProcessHandle> all = ProcStat.family(process.toHandle());
    all.forEach(ProcessHandle::destroy);
    for (ProcessHandle each : all) {
      try {
        each.onExit().get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
      } catch (Exception late) {
        each.destroyForcibly();
      }
    }
    delete(site.folder());
  }

  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException left) {
      System.err.println("bench: " + folder + " is left: " + left.getMessage());
    }
  }
}
