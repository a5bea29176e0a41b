package dev.roster.node.root;

import dev.roster.node.process.ProcFs;
import dev.roster.node.process.ProcessStarter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// How pods are kept apart on this machine.
public sealed interface Tier {
  /// How long the try at the start may take.
  int TRY_SECONDS_MAX = 10;

  /// Mount, UTS and process namespaces for each container.
  ///
  /// @param user whether they are made inside a user namespace, as an ordinary user must
  /// @param proc whether `/proc` can be mounted anew, so that it shows the container's processes
  record Namespaces(boolean user, boolean proc) implements Tier {}

  /// Plain processes.
  ///
  /// @param reason why not more, for a person
  record Plain(String reason) implements Tier {}

  /// What starts a container's process 1, before `sh SCRIPT`: dies with the thread that starts it,
  /// leads a group of its own.
  default List<String> outer() {
    List<String> words = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "setsid"));
    switch (this) {
      case Plain _ -> {}
      case Namespaces namespaces -> {
        words.add("unshare");
        if (namespaces.user()) words.addAll(List.of("--user", "--map-root-user"));
        words.addAll(List.of("--mount", "--uts", "--pid", "--fork", "--kill-child"));
      }
    }
    return words;
  }

  /// What enters a running container's namespaces, or just starts a process beside it.
  ///
  /// @param init the container's process 1, as the machine numbers it
  default List<String> enter(long init) {
    List<String> words = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "setsid"));
    switch (this) {
      case Plain _ -> {}
      case Namespaces namespaces -> {
        words.addAll(List.of("nsenter", "--target", Long.toString(init)));
        if (namespaces.user()) words.addAll(List.of("--user", "--preserve-credentials"));
        words.addAll(List.of("--mount", "--uts", "--pid", "--"));
      }
    }
    return words;
  }

  /// What makes a process the given user.
  default List<String> become(RunAs user) {
    return switch (this) {
      case Namespaces(boolean inUser, _) when inUser ->
          List.of(
              "unshare", "--user", "--map-user=" + user.uid(), "--map-group=" + user.gid(), "--");
      case Namespaces _, Plain _ -> setpriv(user);
    };
  }

  private static List<String> setpriv(RunAs user) {
    if (!user.changed() || ProcFs.ownUid() != 0) return List.of();
    List<String> words = new ArrayList<>(List.of("setpriv", "--reuid", "" + user.uid()));
    words.addAll(List.of("--regid", "" + user.gid()));
    if (user.groups().isEmpty()) {
      words.add("--clear-groups");
    } else {
      String groups = user.groups().stream().map(String::valueOf).collect(Collectors.joining(","));
      words.addAll(List.of("--groups", groups));
    }
    // A change of user clears the parent-death signal.
    words.addAll(List.of("--pdeathsig", "KILL", "--"));
    return words;
  }

  /// Finds the best that works by trying it: everything that a pod's root needs, with `true` as the
  /// program.
  ///
  /// @param folder for the try's files; must be there
  static Tier detect(ProcessStarter starter, Path folder) throws InterruptedException {
    boolean user = ProcFs.ownUid() != 0;
    Tier full = new Namespaces(user, true);
    String why = attempt(starter, folder, full);
    if (why.isEmpty()) return full;
    Tier partial = new Namespaces(user, false);
    if (attempt(starter, folder, partial).isEmpty()) return partial;
    return new Plain(why);
  }

  /// "" if it works, else why not.
  private static String attempt(ProcessStarter starter, Path folder, Tier tier)
      throws InterruptedException {
    Path script = folder.resolve("try.sh");
    Path report = folder.resolve("try.report");
    Path log = folder.resolve("try.log");
    try {
      Path newRoot = Files.createDirectories(folder.resolve("root"));
      RunAs self = new RunAs(ProcFs.ownUid(), ProcFs.ownGid(), List.of(), false);
      List<RootStep> steps =
          RootPlanner.plan(List.of(), new LocalFiles(self.uid(), self.gid(), true));
      InitScript.Program program =
          new InitScript.Program(
              tier.become(self), List.of(), InitScript.TOOL_PATH, "/", List.of("true"));
      boolean proc = tier instanceof Namespaces namespaces && namespaces.proc();
      InitScript init =
          new InitScript("try", newRoot, proc, steps, "roster", report, log, 0, program);
      Files.writeString(script, init.render());
      String why = run(starter, tier, script, folder.resolve("try.out"), report, log);
      for (String each : List.of("sh", "report", "log", "out")) {
        Files.deleteIfExists(folder.resolve("try." + each));
      }
      return why;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String run(
      ProcessStarter starter, Tier tier, Path script, Path out, Path report, Path log)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(tier.outer());
    words.addAll(List.of("sh", script.toString()));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.redirectOutput(out.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", InitScript.TOOL_PATH);
    Process process = starter.start(builder);
    if (!process.waitFor(TRY_SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return "no answer within " + TRY_SECONDS_MAX + " s";
    }
    if (process.exitValue() == 0) return "";
    for (Path each : List.of(out, log, report)) {
      String text = Files.exists(each) ? Files.readString(each).strip() : "";
      if (!text.isEmpty()) return text.lines().reduce("", (_, last) -> last);
    }
    return "exit code " + process.exitValue();
  }
}
