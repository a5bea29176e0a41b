package dev.roster.check.bench;

import dev.roster.check.kit.RosterProcess;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The command `check/bench/size`: a large list loaded from one file and then replaced as a whole,
/// with the time and the memory that each takes.
public final class SizeBench {
  private static final int ANSWER_MILLIS = 5;
  private static final long PAUSE_NANOS = 1_000_000;
  private static final long LOAD_SECONDS_MAX = 120;
  private static final int SETTLE_SECONDS = 12; // the JVM gives memory back after a while
  private static final Pattern USED = Pattern.compile("used ([0-9]+)K");

  private final Path root;
  private final Path folder;
  private final Path objects;
  private final int services;
  private final int members;
  private final int port;

  private SizeBench(Path root, Path folder, int services, int members) throws IOException {
    this.root = root;
    this.folder = folder;
    this.objects = folder.resolve("objects.json");
    this.services = services;
    this.members = members;
    this.port = RosterProcess.freePort();
  }

  /// Measures and prints.
  ///
  /// @param arguments how many Services, and how many endpoints each has
  public static void main(String[] arguments) throws Exception {
    int services = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    int members = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
    Path root = Path.of(System.getProperty("bench.root", ""));
    Path folder = Files.createTempDirectory("roster-size");
    try {
      new SizeBench(root, folder, services, members).run();
    } finally {
      Leftovers.delete(folder);
    }
  }

  private void run() throws IOException, InterruptedException {
    new BigList(services, members, 1).write(objects);
    System.out.printf(
        "%,d Services, %,d endpoints, %,d MB of JSON; load average %s%n",
        services, (long) services * members, Files.size(objects) >> 20, ProcStat.load());
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(
                root.resolve("roster").toString(),
                "serve",
                "--objects",
                objects.toString(),
                "--dns",
                "127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      say("first answer", awaitMark(1, began), process);
      process.waitFor(SETTLE_SECONDS, TimeUnit.SECONDS);
      say("later", began, process);
      Path next = folder.resolve("next.json");
      new BigList(services, members, 2).write(next);
      long changed = System.nanoTime();
      Files.move(next, objects, StandardCopyOption.ATOMIC_MOVE);
      say("everything replaced", awaitMark(2, changed), process);
      process.waitFor(SETTLE_SECONDS, TimeUnit.SECONDS);
      say("later", changed, process);
      System.out.printf("heap in use after GC: %d MB%n", heap(process));
    } finally {
      process.destroy();
      if (!process.waitFor(SETTLE_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly();
    }
  }

  private static void say(String what, long since, Process process) throws IOException {
    ProcStat.Memory memory = ProcStat.memory(process.toHandle());
    ProcStat.Cpu cpu = ProcStat.cpu(process.toHandle());
    System.out.printf(
        "%-20s %6.2f s  CPU %5.1f s  RSS %4d MB  peak %4d MB%n",
        what,
        (System.nanoTime() - since) / 1e9,
        cpu.user() + cpu.system(),
        memory.now() / 1024,
        memory.peak() / 1024);
  }

  /// Waits until the list of a seed is served; returns when the wait began.
  private long awaitMark(long seed, long began) throws IOException {
    Question mark = Question.found(new BigList(services, members, seed).marked(), Question.A);
    byte[] reply = new byte[512];
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(ANSWER_MILLIS);
      for (int id = 0; ; id = (id + 1) & 0x7fff) {
        byte[] question = mark.packet(id);
        try {
          socket.send(new DatagramPacket(question, question.length));
          socket.receive(new DatagramPacket(reply, reply.length));
          int flags = (reply[2] & 0xff) << 8 | (reply[3] & 0xff);
          if (mark.isAnsweredBy(flags, (reply[6] & 0xff) << 8 | (reply[7] & 0xff))) return began;
        } catch (SocketTimeoutException late) {
          // It is asked again.
        } catch (PortUnreachableException notYet) {
          LockSupport.parkNanos(PAUSE_NANOS); // it does not listen yet
        }
        if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(LOAD_SECONDS_MAX)) {
          throw new IOException("no answer: " + Files.readString(folder.resolve("log")));
        }
      }
    }
  }

  /// Collects all garbage; returns the megabytes that are left.
  private static long heap(Process process) throws IOException {
    jcmd(process, "GC.run");
    String info = jcmd(process, "GC.heap_info");
    String heap = info.lines().takeWhile(line -> !line.contains("Metaspace")).toList().toString();
    long kilobytes = 0;
    Matcher used = USED.matcher(heap);
    while (used.find()) kilobytes += Long.parseLong(used.group(1));
    return kilobytes / 1024;
  }

  private static String jcmd(Process process, String command) throws IOException {
    String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process running =
        new ProcessBuilder(List.of(tool, Long.toString(process.pid()), command)).start();
    return new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
