package dev.roster.check.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What must be gone when this JVM ends, also when it is interrupted: processes that it started,
/// with all that these started, and folders.
final class Leftovers {
  private static final long STOP_SECONDS_MAX = 3;
  private static final int DELETE_TRIES_MAX = 5;

  // All guarded by the class.
  private static final Set<Process> PROCESSES = new LinkedHashSet<>();
  private static final Set<Path> FOLDERS = new LinkedHashSet<>();
  private static boolean ending;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::endAll));
  }

  private Leftovers() {}

  /// Starts a process that does not outlive this one.
  ///
  /// @throws IOException if it can't be started, or this JVM is ending
  static synchronized Process start(ProcessBuilder builder) throws IOException {
    if (ending) throw new IOException("interrupted");
    Process process = builder.start();
    PROCESSES.add(process);
    return process;
  }

  /// Makes a folder that does not outlive this JVM.
  static synchronized Path folder() throws IOException {
    if (ending) throw new IOException("interrupted");
    Path folder = Files.createTempDirectory("roster-bench");
    FOLDERS.add(folder);
    return folder;
  }

  /// Ends a process and all that it started; waits for it.
  static void end(Process process) {
    List<ProcessHandle> all = ProcStat.family(process.toHandle());
    all.forEach(ProcessHandle::destroy);
    for (ProcessHandle each : all) {
      try {
        each.onExit().get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
      } catch (Exception late) {
        each.destroyForcibly();
        each.onExit().join();
      }
    }
    forget(process);
  }

  private static synchronized void forget(Process process) {
    PROCESSES.remove(process);
  }

  private static void endAll() {
    List<Process> processes;
    List<Path> folders;
    synchronized (Leftovers.class) {
      ending = true;
      processes = new ArrayList<>(PROCESSES);
      folders = new ArrayList<>(FOLDERS);
    }
    processes.forEach(Leftovers::end);
    folders.forEach(Leftovers::delete);
  }

  /// Removes a folder with all that is in it.
  static void delete(Path folder) {
    String why = "";
    // A server that is being ended may write a last file meanwhile.
    for (int i = 0; i < DELETE_TRIES_MAX; i++) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
        return;
      } catch (NoSuchFileException gone) {
        return;
      } catch (IOException | java.io.UncheckedIOException busy) {
        why = busy.getMessage();
      }
    }
    System.err.println("bench: " + folder + " is left: " + why);
  }
}
