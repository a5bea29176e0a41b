package dev.roster.check.bench;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A name server whose start, size and work are told in lines. Ended when closed.
final class MeasuredProcess implements AutoCloseable {
  private static final int ANSWER_MILLIS = 5;
  private static final int REPLY_BYTES_MAX = 4_096;
  private static final long PAUSE_NANOS = 1_000_000;
  private static final long ANSWER_SECONDS_MAX = 120;
  private static final int END_SECONDS_MAX = 12;
  private static final int LOG_CHARS_MAX = 2_000;

  private final Process process;
  private final Path log;
  private final int port;

  /// What a reply has to be.
  interface Wanted {
    boolean is(byte[] reply, int length);
  }

  private MeasuredProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /// Starts it.
  ///
  /// @param log where its output goes
  /// @param port of 127.0.0.1, where it answers
  static MeasuredProcess start(List<String> command, Path log, int port) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new MeasuredProcess(process, log, port);
  }

  /// The process id.
  long pid() {
    return process.pid();
  }

  /// Gives it time.
  void leave(int seconds) throws InterruptedException, IOException {
    if (process.waitFor(seconds, TimeUnit.SECONDS)) throw ended();
  }

  /// Prints a line: what it took so far.
  ///
  /// @param since nano time from which on the line's seconds count
  void say(String what, long since) throws IOException {
    ProcStat.Memory memory = ProcStat.memory(process.toHandle());
    ProcStat.Cpu cpu = ProcStat.cpu(process.toHandle());
    System.out.printf(
        Locale.ROOT,
        "%-26s %6.2f s  CPU %5.1f s  RSS %4d MB  peak %4d MB%n",
        what,
        (System.nanoTime() - since) / 1e9,
        cpu.user() + cpu.system(),
        memory.now() / 1024,
        memory.peak() / 1024);
  }

  /// Asks until the reply is as wanted.
  ///
  /// @param began nano time since when it is waited for
  /// @throws IOException if it ends, or too much time has passed
  void await(Question question, Wanted wanted, long began) throws IOException {
    byte[] reply = new byte[REPLY_BYTES_MAX];
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(ANSWER_MILLIS);
      for (int id = 0; ; id = (id + 1) & 0x7fff) {
        byte[] packet = question.packet(id);
        try {
          socket.send(new DatagramPacket(packet, packet.length));
          DatagramPacket received = new DatagramPacket(reply, reply.length);
          socket.receive(received);
          if (wanted.is(reply, received.getLength())) return;
        } catch (SocketTimeoutException late) {
          // It is asked again.
        } catch (PortUnreachableException notYet) {
          LockSupport.parkNanos(PAUSE_NANOS); // it does not listen yet
        }
        boolean late = System.nanoTime() - began > TimeUnit.SECONDS.toNanos(ANSWER_SECONDS_MAX);
        if (late || !process.isAlive()) throw ended();
      }
    }
  }

  private IOException ended() throws IOException {
    String how = process.isAlive() ? "no answer" : "ended";
    String said = Files.readString(log);
    int from = Math.max(0, said.length() - LOG_CHARS_MAX);
    return new IOException(how + ": " + said.substring(from));
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
