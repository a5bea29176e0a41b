package dev.roster.check.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The command `check/bench/run`.
public final class Bench {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmm");

  private static final Pattern VERSION = Pattern.compile("[0-9]\\.[0-9]");

  private Bench() {}

  /// Measures, prints and saves.
  ///
  /// @param arguments see [Options#USAGE]; the property `bench.root` is the clone's folder
  public static void main(String[] arguments) throws Exception {
    Options options;
    List<Server> chosen;
    try {
      options = Options.parse(arguments);
      chosen = options.chosen(Servers.all());
    } catch (IllegalArgumentException wrong) {
      System.err.println("bench: " + wrong.getMessage() + "\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    Path root = Path.of(System.getProperty("bench.root", ""));
    if (options.plot().isPresent()) {
      System.out.print(Plot.svg(Files.readString(Path.of(options.plot().get()))));
      return;
    }
    LocalDateTime now = LocalDateTime.now(Clock.systemUTC());
    Map<Server, String> servers = present(chosen, root);
    Path folder = Files.createTempDirectory("roster-bench");
    try {
      Results results =
          new Runner(options, root, folder, System::nanoTime)
              .run(servers, facts(options, root, now));
      System.out.print(options.json() ? results.json() : results.table());
      if (options.save()) {
        String transport = options.tcpConnections() == 0 ? "udp" : "tcp";
        String name =
            "%s-%s-%s.json".formatted(STAMP.format(now), options.mix().label(), transport);
        Path file = Files.createDirectories(root.resolve("check/bench/results")).resolve(name);
        Files.writeString(file, results.json());
        System.err.println("bench: saved as " + file);
      }
    } finally {
      RunningServer.delete(folder);
    }
  }

  private static Map<Server, String> present(List<Server> chosen, Path root)
      throws IOException, InterruptedException {
    Map<Server, String> servers = new LinkedHashMap<>();
    for (Server server : chosen) {
      Optional<String> version = output(root, server.versionCommand());
      if (version.isPresent()) servers.put(server, version.get());
      else System.err.println("bench: " + server.name() + " is not there, left out");
    }
    return servers;
  }

  private static Map<String, String> facts(Options options, Path root, LocalDateTime now)
      throws IOException, InterruptedException {
    Map<String, String> facts = new LinkedHashMap<>();
    int tcp = options.tcpConnections();
    facts.put("date", now.toLocalDate().toString());
    facts.put("mix", options.mix().label());
    facts.put("over", tcp == 0 ? "UDP, 8 sockets" : "TCP, " + tcp + " connections");
    facts.put("rounds", "%d of %s s, in turns".formatted(options.rounds(), options.seconds()));
    facts.put("window", Integer.toString(options.window()));
    facts.put("commit", output(root, List.of("git", "describe", "--always", "--dirty")).orElse(""));
    facts.put("processor", ProcStat.processor());
    facts.put("kernel", output(root, List.of("uname", "-sr")).orElse(""));
    facts.put("java", System.getProperty("java.vm.version"));
    facts.put("load average before", Double.toString(ProcStat.load()));
    return facts;
  }

  /// What a command prints: the line with a version's number in it, or else the first one. Empty
  /// where the command isn't there, or fails and says nothing.
  private static Optional<String> output(Path root, List<String> command)
      throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true).start();
    } catch (IOException absent) {
      return Optional.empty();
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean failed = process.waitFor() != 0;
    if (failed && text.isEmpty()) return Optional.empty();
    Optional<String> numbered = text.lines().filter(VERSION.asPredicate()).findFirst();
    return Optional.of(numbered.or(() -> text.lines().findFirst()).orElse(""));
  }
}
