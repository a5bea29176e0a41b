package dev.roster.check.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server that answers, on one processor.
final class RunningServer implements AutoCloseable {
  private static final long START_SECONDS_MAX = 60;
  private static final long POLL_NANOS = 500_000;
  private static final int SHOWN_LINES_MAX = 20;
  private static final int READY_MILLIS = 50;
  private static final Pattern GRANTED = Pattern.compile("skmem:\\(r[0-9]+,rb([0-9]+),");
  private static final byte[] READY =
      "GET /ready HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

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
    RunningServer running = new RunningServer(server, site, Leftovers.start(builder));
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

  /// Waits until it says that it is ready, if it ever does.
  void awaitReady(LongSupplier nanoTime) throws IOException {
    if (!server.saysReady()) return;
    long began = nanoTime.getAsLong();
    while (process.isAlive()) {
      if (isReady()) return;
      LockSupport.parkNanos(POLL_NANOS);
      if (nanoTime.getAsLong() - began > TimeUnit.SECONDS.toNanos(START_SECONDS_MAX)) break;
    }
    throw new IOException(server.name() + " is not ready");
  }

  private boolean isReady() {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), site.readyPort());
    try (Socket socket = new Socket()) {
      socket.connect(address, READY_MILLIS);
      socket.getOutputStream().write(READY);
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)
          .endsWith(" 200");
    } catch (IOException notYet) {
      return false;
    }
  }

  /// What the kernel grants its UDP socket, as `ss` says it; 0 where it can't be asked.
  int receiveBufferBytes() throws IOException {
    Process process;
    try {
      process = new ProcessBuilder("ss", "-uaHnm", "sport", "=", ":" + site.port()).start();
    } catch (IOException noSuchProgram) {
      return 0;
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    Matcher granted = GRANTED.matcher(said);
    return granted.find() ? Integer.parseInt(granted.group(1)) : 0;
  }

  /// Ends it and whatever it started, and removes its files.
  @Override
  public void close() {
    Leftovers.end(process);
    Leftovers.delete(site.folder());
  }
}
