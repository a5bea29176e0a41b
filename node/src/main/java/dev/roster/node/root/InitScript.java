package dev.roster.node.root;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The script that is process 1 of a container's namespaces: it builds the root, moves into it,
/// runs the container's program and ends with its exit code, which ends all that is left in there.
///
/// It says how it went on one line of a file: `up PID` (its own pid as the machine has it) right
/// before the program starts, or `failed MESSAGE`, and then ends with [#FAILED].
///
/// @param name for the reader: pod and container
/// @param newRoot an empty folder to build the root on; nothing is seen of that outside
/// @param proc whether a `/proc` of the new process namespace can be mounted
/// @param report the file of that line, made empty before
/// @param log takes what the tools say
/// @param firstPid where the namespace's process ids begin: two JVMs with one pid would share a
///   file in /tmp; 0 for the kernel's choice
public record InitScript(
    String name,
    Path newRoot,
    boolean proc,
    List<RootStep> steps,
    String hostname,
    Path report,
    Path log,
    int firstPid,
    Program program) {
  /// The exit code of a container whose root could not be built or whose program isn't there.
  public static final int FAILED = 120;

  /// What an empty file system in memory may hold.
  public static final String MEMORY_SIZE = "64m";

  private static final int EXEC_BATCH = 200;
  private static final String TABLE = ".mounts";

  /// What is run.
  ///
  /// @param wrap what changes the user: `setpriv ...` or `unshare --user ...`; may be empty
  /// @param env `NAME=value`
  /// @param path the program's PATH
  /// @param command program and arguments
  public record Program(
      List<String> wrap, List<String> env, String path, String workingDir, List<String> command) {
    public Program {
      wrap = List.copyOf(wrap);
      env = List.copyOf(env);
      command = List.copyOf(command);
    }

    /// The same user, folder and environment for another command.
    public Program with(List<String> other) {
      return new Program(wrap, env, path, workingDir, other);
    }

    /// All as one list of words, from the wrap on.
    public List<String> words() {
      List<String> words = new ArrayList<>(wrap);
      words.add("env");
      words.add("-i");
      words.addAll(env);
      words.addAll(command);
      return words;
    }
  }

  /// The tools that the script itself needs are looked for here.
  public static final String TOOL_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  public InitScript {
    steps = List.copyOf(steps);
  }

  /// The script's text.
  public String render() {
    StringBuilder out = new StringBuilder();
    out.append("#!/bin/sh\n# ").append(name.replace("\n", " ")).append("\n");
    out.append("umask 022; PATH=").append(TOOL_PATH).append("; export PATH\n");
    out.append("exec 3>&1 4>&2 5>").append(Shell.quote(report.toString()));
    out.append(" >").append(Shell.quote(log.toString())).append(" 2>&1\n");
    out.append("fail() { echo \"failed $1\" >&5; exit ").append(FAILED).append("; }\n");
    out.append("read -r self rest < /proc/self/stat || fail 'no /proc'\n");
    String root = Shell.quote(newRoot.toString());
    out.append("root=").append(root).append("\n");
    renderSteps(out);
    if (proc) out.append("mount -t proc proc \"$root/proc\" || fail 'mount of /proc'\n");
    out.append("cd \"$root\" && pivot_root . . && umount -l . && cd / || fail 'pivot_root'\n");
    out.append("rm -f /").append(TABLE).append("\n");
    String host = Shell.quote(hostname);
    out.append("hostname ").append(host).append(" || echo ").append(host);
    out.append(" > /proc/sys/kernel/hostname || echo 'no hostname'\n");
    renderProgram(out, program, firstPid);
    return out.toString();
  }

  /// The script of a container without namespaces: it only becomes the program.
  public static String plain(String name, Path report, Path log, Program program) {
    StringBuilder out = new StringBuilder();
    out.append("#!/bin/sh\n# ").append(name.replace("\n", " ")).append("\n");
    out.append("umask 022; PATH=").append(TOOL_PATH).append("; export PATH\n");
    out.append("exec 3>&1 4>&2 5>").append(Shell.quote(report.toString()));
    out.append(" >").append(Shell.quote(log.toString())).append(" 2>&1\n");
    out.append("fail() { echo \"failed $1\" >&5; exit ").append(FAILED).append("; }\n");
    renderCheck(out, program);
    out.append("echo \"up $$\" >&5 || exit ").append(FAILED).append("\n");
    out.append("exec ").append(Shell.quote(program.words()));
    out.append(" >&3 2>&4 3>&- 4>&- 5>&-\n");
    return out.toString();
  }

  private void renderSteps(StringBuilder out) {
    List<RootStep> run = new ArrayList<>();
    for (RootStep step : steps) {
      boolean same = run.isEmpty() || sameKind(run.getLast(), step);
      if (!same || run.size() == EXEC_BATCH) {
        renderRun(out, run);
        run.clear();
      }
      run.add(step);
    }
    if (!run.isEmpty()) renderRun(out, run);
  }

  private static boolean sameKind(RootStep one, RootStep other) {
    if (one instanceof RootStep.Bind a && other instanceof RootStep.Bind b) {
      return a.needed() == b.needed();
    }
    return one.getClass() == other.getClass()
        && !(one instanceof RootStep.Memory)
        && !(one instanceof RootStep.Link);
  }

  private void renderRun(StringBuilder out, List<RootStep> run) {
    switch (run.getFirst()) {
      case RootStep.Memory(String path, String mode) -> {
        out.append("mount -t tmpfs -o mode=").append(mode).append(",size=").append(MEMORY_SIZE);
        out.append(" roster ").append(inRoot(path)).append(" || fail 'mount of an empty root'\n");
      }
      case RootStep.Link(String path, String target) ->
          out.append("ln -s ")
              .append(Shell.quote(target))
              .append(" ")
              .append(inRoot(path))
              .append("\n");
      case RootStep.Folder _ -> {
        out.append("mkdir -p");
        for (RootStep each : run) {
          if (each instanceof RootStep.Folder(String path)) out.append(" ").append(inRoot(path));
        }
        out.append(" || fail 'mkdir of mount points'\n");
      }
      case RootStep.File _ -> {
        for (RootStep each : run) {
          if (each instanceof RootStep.File(String path)) {
            out.append(": > ").append(inRoot(path)).append("\n");
          }
        }
      }
      case RootStep.Bind first -> renderBinds(out, run, first.needed());
    }
  }

  private void renderBinds(StringBuilder out, List<RootStep> run, boolean needed) {
    List<String> table = new ArrayList<>();
    for (RootStep each : run) {
      if (!(each instanceof RootStep.Bind bind)) continue;
      if (proc && bind.path().equals("/proc")) continue;
      List<String> options = new ArrayList<>(List.of("rbind"));
      options.addAll(bind.options());
      table.add(
          field(bind.source())
              + " "
              + field(newRoot + bind.path())
              + " none "
              + String.join(",", options)
              + " 0 0");
    }
    if (table.isEmpty()) return;
    // One mount(8) for a table: a process for each would cost most of the start. It reads the table
    // from a file only, and the new root is the one place that nobody else sees.
    out.append("printf '%s\\n'");
    for (String line : table) out.append(" \\\n ").append(Shell.quote(line));
    out.append(" > \"$root/").append(TABLE).append("\"\n");
    out.append("mount -a -T \"$root/").append(TABLE).append("\"");
    out.append(
        needed ? " || fail \"mount: $(tail -n 2 " + Shell.quote(log.toString()) + ")\"" : "");
    out.append("\n");
  }

  /// As fstab(5) wants it.
  private static String field(String path) {
    return path.replace("\\", "\\134")
        .replace(" ", "\\040")
        .replace("\t", "\\011")
        .replace("\n", "\\012")
        .replace("#", "\\043");
  }

  private String inRoot(String path) {
    return path.equals("/") ? "\"$root\"" : "\"$root\"" + Shell.quote(path);
  }

  private static void renderCheck(StringBuilder out, Program program) {
    String dir = Shell.quote(program.workingDir());
    out.append("cd ").append(dir).append(" || fail 'no working directory '").append(dir);
    out.append("\n");
    String name = program.command().getFirst();
    String why =
        name.contains("/")
            ? "exec: \"" + name + "\": stat " + name + ": no such file or directory"
            : "exec: \"" + name + "\": executable file not found in $PATH";
    out.append("( PATH=").append(Shell.quote(program.path())).append("; command -v -- ");
    out.append(Shell.quote(name)).append(" ) || fail ").append(Shell.quote(why)).append("\n");
  }

  private static void renderProgram(StringBuilder out, Program program, int firstPid) {
    renderCheck(out, program);
    if (firstPid > 0) {
      out.append("echo ").append(firstPid).append(" > /proc/sys/kernel/ns_last_pid\n");
    }
    // A disk that is full keeps even that from being said.
    out.append("echo \"up $self\" >&5 || exit ").append(FAILED).append("\n");
    // Not the last command: a shell that became the program would leave no process 1 to reap.
    out.append(Shell.quote(program.words())).append(" >&3 2>&4 3>&- 4>&- 5>&-\n");
    out.append("exit $?\n");
  }
}
