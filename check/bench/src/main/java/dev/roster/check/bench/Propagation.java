package dev.roster.check.bench;

import dev.roster.check.kit.FlipWorld;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// From the event to the changed answer: how long it takes from `ObjectSink.accept` in the server's
/// process until an answer over loopback tells of it.
final class Propagation {
  private static final double WARM_SECONDS = 4;
  private static final long SECOND = 1_000_000_000L;
  private static final List<Integer> ENDPOINTS = List.of(1_000, 1_000_000);
  private static final List<Integer> LOADS = List.of(0, 100_000);
  private static final int ASKED_SERVICES_MAX = 5_000;
  private static final int WINDOW = 200;
  private static final Pattern FLAGS = Pattern.compile("(?m)^flags=[\"']([^\"']*)[\"']");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):-([^}]*)\\}");

  private final Options options;
  private final Path root;
  private final Path folder;
  private final LongSupplier nanoTime;

  Propagation(Options options, Path root, Path folder, LongSupplier nanoTime) {
    this.options = options;
    this.root = root;
    this.folder = folder;
    this.nanoTime = nanoTime;
  }

  /// One measurement.
  ///
  /// @param load questions a second meanwhile
  /// @param asked how long each question took that the probe asked: what the machine and the
  ///   network path give, whatever the answer told
  /// @param lost of these
  record Row(
      int endpoints, int load, Latencies latencies, Latencies asked, long lost, long peakKb) {}

  /// Measures.
  Section run(Map<String, String> facts) throws IOException {
    facts.put("changes", options.changes() + " a second");
    List<Row> rows = new ArrayList<>();
    for (int endpoints : ENDPOINTS) measure(endpoints, rows);
    return new Section(options.label(), table(facts, rows), json(facts, rows));
  }

  private void measure(int endpoints, List<Row> rows) throws IOException {
    System.err.println("bench: propagation with " + endpoints + " endpoints");
    FlipWorld world = new FlipWorld(endpoints);
    Path file = folder.resolve("changes-" + endpoints);
    ChangeLog changes = ChangeLog.of(file);
    Process server = start(endpoints, file);
    try (BufferedReader out = server.inputReader(StandardCharsets.US_ASCII)) {
      String line = out.readLine();
      if (line == null) {
        throw new IOException("the changing server ended: " + Files.readString(log(endpoints)));
      }
      int port = Integer.parseInt(line);
      List<Question> questions = questions(world);
      try (Probe probe = new Probe(world, changes, port, nanoTime);
          UdpLoad load = new UdpLoad(questions, port, WINDOW, true, nanoTime)) {
        load.asFastAsAnswered(WARM_SECONDS);
        load.beside(probe::step);
        for (int rate : LOADS) {
          probe.restart();
          long lost = rate == 0 ? alone(probe) : load.atRate(rate, options.seconds()).lost();
          long peak = ProcStat.memory(server.toHandle()).peak();
          rows.add(new Row(endpoints, rate, probe.latencies(), probe.questions(), lost, peak));
        }
      }
    } finally {
      Leftovers.end(server);
    }
  }

  private long alone(Probe probe) {
    long end = nanoTime.getAsLong() + (long) (options.seconds() * SECOND);
    while (nanoTime.getAsLong() < end) probe.step();
    return 0;
  }

  private Path log(int endpoints) {
    return folder.resolve("changing-" + endpoints + ".log");
  }

  private Process start(int endpoints, Path file) throws IOException {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", Places.ONE));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(launcherFlags());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ChangingServer.class.getName(), "" + endpoints));
    command.addAll(List.of("" + options.changes(), file.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    return Leftovers.start(builder.redirectError(log(endpoints).toFile()));
  }

  /// The JVM flags of `./roster`, as its script has them.
  private List<String> launcherFlags() throws IOException {
    Matcher flags = FLAGS.matcher(Files.readString(root.resolve("roster")));
    if (!flags.find()) throw new IOException("the launcher names no flags");
    String text =
        VARIABLE
            .matcher(flags.group(1))
            .replaceAll(
                variable -> System.getenv().getOrDefault(variable.group(1), variable.group(2)));
    return List.of(text.trim().split("\\s+", -1));
  }

  /// Four in five are Services that are there.
  private static List<Question> questions(FlipWorld world) {
    Random random = new Random(1);
    int services = Math.min(world.services(), ASKED_SERVICES_MAX);
    List<Question> all = new ArrayList<>();
    while (all.size() < QueryMix.QUESTIONS) {
      String domain = world.domain(random.nextInt(services));
      boolean found = random.nextInt(5) > 0;
      all.add(
          found
              ? Question.found(domain, Question.A)
              : Question.noName("none-" + domain, Question.A));
    }
    return all;
  }

  /// What is told of each row.
  private enum Column {
    ENDPOINTS("endpoints"),
    LOAD("load"),
    CHANGES("changes"),
    P50("p50_us"),
    P90("p90_us"),
    P99("p99_us"),
    P999("p999_us"),
    MAX("max_us"),
    ASKED_P50("asked_p50_us"),
    ASKED_P99("asked_p99_us"),
    LOST("lost"),
    PEAK("peak_kb");

    final String title;

    Column(String title) {
      this.title = title;
    }

    long of(Row row) {
      Latencies all = row.latencies();
      return switch (this) {
        case ENDPOINTS -> row.endpoints();
        case LOAD -> row.load();
        case CHANGES -> all.total();
        case P50 -> Math.round(all.micros(0.5));
        case P90 -> Math.round(all.micros(0.9));
        case P99 -> Math.round(all.micros(0.99));
        case P999 -> Math.round(all.micros(0.999));
        case MAX -> Math.round(all.largestMicros());
        case ASKED_P50 -> Math.round(row.asked().micros(0.5));
        case ASKED_P99 -> Math.round(row.asked().micros(0.99));
        case LOST -> row.lost();
        case PEAK -> row.peakKb();
      };
    }
  }

  private static String table(Map<String, String> facts, List<Row> rows) {
    StringBuilder text = new StringBuilder();
    facts.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    text.append('\n');
    for (Column column : Column.values()) text.append("%13s".formatted(column.title));
    for (Row row : rows) {
      text.append('\n');
      for (Column column : Column.values()) text.append("%13d".formatted(column.of(row)));
    }
    return text.append('\n').toString();
  }

  private static String json(Map<String, String> facts, List<Row> rows) {
    List<String> lines = new ArrayList<>();
    for (Row row : rows) {
      StringBuilder line = new StringBuilder("{");
      for (Column column : Column.values()) {
        line.append("\"%s\":%d,".formatted(column.title, column.of(row)));
      }
      lines.add(line + "\"histogram\":" + row.latencies().histogram() + "}");
    }
    return Section.json(facts, "rows", lines);
  }
}
