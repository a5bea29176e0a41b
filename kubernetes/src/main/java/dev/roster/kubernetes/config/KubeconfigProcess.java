package dev.roster.kubernetes.config;

import dev.roster.core.objects.Tree;
import dev.roster.engine.objects.JsonReader;
import dev.roster.engine.objects.MalformedTextException;
import dev.roster.kubernetes.kubeconfig.Resolved;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Has kubeconfig files read by a process that ends: fabric8 costs more memory than the server has
/// to spare (docs/decisions/0009).
///
/// @param java the program `java`
/// @param classPath that this process has
record KubeconfigProcess(Path java, String classPath, Duration waitMax) {
  /// How long it may take: 0.7 s of CPU where nothing is in the way, and 20 s more if a provider of
  /// identities has to be asked.
  static final Duration WAIT_MAX = Duration.ofSeconds(45);

  /// Bytes that it may print.
  static final int BYTES_MAX = 4 << 20;

  private static final String MAIN = "dev.roster.kubernetes.kubeconfig.KubeconfigReader";

  /// It needs no code of a second compiler and writes no file; 64 MB are twice what it takes.
  private static final List<String> FLAGS =
      List.of(
          "-Xmx64m",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-Djava.net.useSystemProxies=false");

  /// What it is told of the environment: how file names are written, and nothing that is secret.
  private static final Set<String> ENVIRONMENT = Set.of("LANG", "LC_ALL", "LC_CTYPE", "PATH");

  /// By the runtime and the classes that this process has.
  static KubeconfigProcess own() {
    return new KubeconfigProcess(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        System.getProperty("java.class.path"),
        WAIT_MAX);
  }

  /// What came of it.
  sealed interface Reading {
    /// It is understood.
    record Read(Resolved resolved) implements Reading {}

    /// Something is wrong; why, with its place.
    record Wrong(String why) implements Reading {}
  }

  /// The command that is run: files and a name, nothing that is secret.
  List<String> command(List<String> files, String context) {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", classPath, MAIN, context));
    command.addAll(files);
    return command;
  }

  /// Reads files.
  ///
  /// @param environment the process's
  Reading read(List<String> files, String context, Map<String, String> environment)
      throws InterruptedException {
    Map<String, String> passed = new HashMap<>(environment);
    passed.keySet().retainAll(ENVIRONMENT);
    String named = String.join(":", files);
    Program program = new Program(command(files, context), passed, waitMax, BYTES_MAX);
    return switch (program.run()) {
      case Program.Outcome.Failed(String why) ->
          new Reading.Wrong(named + ": " + java + ", which reads it, " + why);
      case Program.Outcome.Ended(int code, byte[] printed, String complaint) -> {
        if (code == 0) yield read(printed, named);
        String shown = Complaint.shown(complaint, List.of());
        yield new Reading.Wrong(
            named + ": " + java + ", which reads it, ends with code " + code + ": " + shown);
      }
    };
  }

  /// What it printed.
  static Reading read(byte[] printed, String named) {
    try {
      if (JsonReader.read(printed, named) instanceof Tree.Obj all) {
        String wrong = all.text("wrong");
        if (!wrong.isEmpty()) return new Reading.Wrong(wrong);
        Resolved resolved = Resolved.of(all);
        if (!resolved.server().isEmpty()) return new Reading.Read(resolved);
      }
    } catch (MalformedTextException cut) {
      // Told without what was read.
    }
    return new Reading.Wrong(named + ": the process that reads it printed something else");
  }
}
