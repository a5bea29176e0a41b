package dev.roster.check.bench;

import dev.roster.check.kit.RosterProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The command `check/bench/size`: a large list loaded from one file and then replaced as a whole,
/// with the time and the memory that each takes.
public final class SizeBench {
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
    List<String> command =
        List.of(
            root.resolve("roster").toString(),
            "serve",
            "--objects",
            objects.toString(),
            "--dns",
            "127.0.0.1:" + port);
    try (MeasuredProcess server = MeasuredProcess.start(command, folder.resolve("log"), port)) {
      awaitMark(server, 1, began);
      server.say("first answer", began);
      server.leave(SETTLE_SECONDS);
      server.say("later", began);
      Path next = folder.resolve("next.json");
      new BigList(services, members, 2).write(next);
      long changed = System.nanoTime();
      Files.move(next, objects, StandardCopyOption.ATOMIC_MOVE);
      awaitMark(server, 2, changed);
      server.say("everything replaced", changed);
      server.leave(SETTLE_SECONDS);
      server.say("later", changed);
      System.out.printf("heap in use after GC: %d MB%n", heap(server));
    }
  }

  /// Waits until the list of a seed is served.
  private void awaitMark(MeasuredProcess server, long seed, long began) throws IOException {
    Question mark = Question.found(new BigList(services, members, seed).marked(), Question.A);
    server.await(
        mark,
        (reply, _) -> {
          int flags = (reply[2] & 0xff) << 8 | (reply[3] & 0xff);
          return mark.isAnsweredBy(flags, (reply[6] & 0xff) << 8 | (reply[7] & 0xff));
        },
        began);
  }

  /// Collects all garbage; returns the megabytes that are left.
  private static long heap(MeasuredProcess process) throws IOException {
    jcmd(process, "GC.run");
    String info = jcmd(process, "GC.heap_info");
    String heap = info.lines().takeWhile(line -> !line.contains("Metaspace")).toList().toString();
    long kilobytes = 0;
    Matcher used = USED.matcher(heap);
    while (used.find()) kilobytes += Long.parseLong(used.group(1));
    return kilobytes / 1024;
  }

  private static String jcmd(MeasuredProcess process, String command) throws IOException {
    String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process running =
        new ProcessBuilder(List.of(tool, Long.toString(process.pid()), command)).start();
    return new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
