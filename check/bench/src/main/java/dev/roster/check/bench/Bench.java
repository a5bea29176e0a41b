package dev.roster.check.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The command `check/bench/run`.
public final class Bench {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmm");

  private static final Pattern VERSION = Pattern.compile("[0-9]\\.[0-9]");

  private final Path root;
  private final LocalDateTime now = LocalDateTime.now(Clock.systemUTC());
  private final Map<String, Optional<String>> versions = new HashMap<>(); // by server

  private Bench(Path root) {
    this.root = root;
  }

  /// Measures, prints and saves.
  ///
  /// @param arguments see [Options#USAGE]; the property `bench.root` is the clone's folder
  public static void main(String[] arguments) throws Exception {
    Options options;
    try {
      options = Options.parse(List.of(arguments));
      options.chosen(Servers.all());
    } catch (IllegalArgumentException wrong) {
      System.err.println("bench: " + wrong.getMessage() + "\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    if (options.plot().isPresent()) {
      System.out.print(Plot.svg(Files.readString(Path.of(options.plot().get()))));
      return;
    }
    Bench bench = new Bench(Path.of(System.getProperty("bench.root", "")));
    boolean report = options.what() == Options.What.REPORT;
    StringBuilder text = new StringBuilder();
    for (Options part : report ? options.report() : List.of(options)) {
      Section section = bench.section(part);
      System.out.println(options.json() ? section.json() : section.table());
      text.append("# ").append(section.name()).append("\n\n").append(section.table()).append('\n');
      if (options.save()) bench.save(section.name() + ".json", section.json());
    }
    if (report && options.save()) bench.save("report.txt", text.toString());
    // What was started is ended by the hook, whatever else still runs.
    System.exit(0);
  }

  private Section section(Options options) throws IOException, InterruptedException {
    Map<String, String> facts = facts(options);
    Path folder = Leftovers.folder();
    try {
      Places places = new Places(root, folder, System::nanoTime);
      Map<Server, String> servers =
          options.what() == Options.What.PROPAGATION ? Map.of() : present(options);
      return switch (options.what()) {
        case MIX ->
            section(options, new Runner(options, places, System::nanoTime).run(servers, facts));
        case FIRST_SECOND ->
            section(
                options, new FirstSecond(options, places, System::nanoTime).run(servers, facts));
        case PROPAGATION -> new Propagation(options, root, folder, System::nanoTime).run(facts);
        case REPORT -> throw new IllegalArgumentException("a report has no report");
      };
    } finally {
      Leftovers.delete(folder);
    }
  }

  private static Section section(Options options, Results results) {
    return new Section(options.label(), results.table(), results.json());
  }

  private void save(String name, String text) throws IOException {
    Path folder = Files.createDirectories(root.resolve("check/bench/results"));
    Path file = folder.resolve(STAMP.format(now) + "-" + name);
    Files.writeString(file, text);
    System.err.println("bench: saved as " + file);
  }

  private Map<Server, String> present(Options options) throws IOException, InterruptedException {
    Map<Server, String> servers = new LinkedHashMap<>();
    for (Server server : options.chosen(Servers.all())) {
      if (!versions.containsKey(server.name())) {
        Optional<String> version = output(server.versionCommand());
        versions.put(server.name(), version);
        if (version.isEmpty()) {
          System.err.println("bench: " + server.name() + " is not there, left out");
        }
      }
      versions
          .getOrDefault(server.name(), Optional.empty())
          .ifPresent(version -> servers.put(server, version));
    }
    return servers;
  }

  private Map<String, String> facts(Options options) throws IOException, InterruptedException {
    Map<String, String> facts = new LinkedHashMap<>();
    int tcp = options.tcpConnections();
    facts.put("date", now.toLocalDate().toString());
    facts.put(
        "measured",
        switch (options.what()) {
          case MIX -> "servers beside each other, warm";
          case FIRST_SECOND -> "the first second from /ready on, or from the first answer";
          case PROPAGATION -> "from the event to the changed answer";
          case REPORT -> "all";
        });
    if (options.what() != Options.What.PROPAGATION) {
      facts.put("mix", options.mix().label());
      facts.put("over", tcp == 0 ? "UDP, 8 sockets" : "TCP, " + tcp + " connections");
      facts.put("rounds", options.roundsInWords());
      facts.put("window", Integer.toString(options.window()));
    }
    facts.put("commit", output(List.of("git", "describe", "--always", "--dirty")).orElse(""));
    facts.put("processor", ProcStat.processor());
    facts.put("kernel", output(List.of("uname", "-sr")).orElse(""));
    facts.put("java", System.getProperty("java.vm.version"));
    facts.put("load average before", Double.toString(ProcStat.load()));
    return facts;
  }

  /// What a command prints: the line with a version's number in it, or else the first one. Empty
  /// where the command isn't there, or fails and says nothing.
  private Optional<String> output(List<String> command) throws IOException, InterruptedException {
    Process process;
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      process = Leftovers.start(builder.directory(root.toFile()).redirectErrorStream(true));
    } catch (IOException absent) {
      return Optional.empty();
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean failed = process.waitFor() != 0;
    Leftovers.end(process);
    if (failed && text.isEmpty()) return Optional.empty();
    Optional<String> numbered = text.lines().filter(VERSION.asPredicate()).findFirst();
    return Optional.of(numbered.or(() -> text.lines().findFirst()).orElse(""));
  }
}
