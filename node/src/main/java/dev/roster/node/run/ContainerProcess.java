package dev.roster.node.run;

import dev.roster.node.process.ProcFs;
import dev.roster.node.process.RunRecords;
import dev.roster.node.process.Signals;
import dev.roster.node.root.InitScript;
import dev.roster.node.root.Tier;
import java.util.ArrayList;
import java.util.List;

/// A running container.
///
/// @param process the process that Roster started; it leads a group of the same number
/// @param init process 1 of the container's namespaces, as the machine numbers it; the program
///   itself where there are none
/// @param program what runs, for running more beside it
/// @param mark what its processes carry in their environment
public record ContainerProcess(
    Process process, long init, InitScript.Program program, Tier tier, String mark) {
  /// Sends SIGTERM to the program and its process group. Process 1 of a namespace has no handler,
  /// so the kernel keeps it from that.
  public void terminate() {
    long group = process.pid();
    if (!process.isAlive()) return;
    Signals.group(group, Signals.TERM);
    if (!(tier instanceof Tier.Namespaces)) return;
    // A program that left the group is still process 1's child.
    for (ProcFs.Stat each : ProcFs.all()) {
      if (each.parent() == init && each.group() != group) {
        Signals.process(each.pid(), Signals.TERM);
      }
    }
  }

  /// Sends SIGKILL to all there is: with process 1 goes its namespace, else every process that
  /// carries the container's mark.
  public void kill() {
    if (process.isAlive()) Signals.group(process.pid(), Signals.KILL);
    if (tier instanceof Tier.Plain) RunRecords.killMarked(mark);
  }

  /// The words that run a command in the container: its namespaces, user, folder and environment.
  public List<String> inside(List<String> command) {
    List<String> words = new ArrayList<>(tier.enter(init));
    words.addAll(List.of("/bin/sh", "-c", "cd \"$1\" || exit 126; shift; exec \"$@\"", "sh"));
    words.add(program.workingDir());
    words.addAll(program.with(command).words());
    return words;
  }
}
