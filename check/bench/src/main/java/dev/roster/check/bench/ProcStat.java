package dev.roster.check.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What Linux counts of processes.
final class ProcStat {
  private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every machine
  private static final int USER = 11;
  private static final int SYSTEM = 12;

  private ProcStat() {}

  /// Seconds of all threads.
  record Cpu(double user, double system) {
    Cpu minus(Cpu before) {
      return new Cpu(user - before.user, system - before.system);
    }

    Cpu plus(Cpu other) {
      return new Cpu(user + other.user, system + other.system);
    }

    double micros() {
      return (user + system) * 1e6;
    }
  }

  /// Kilobytes of the largest process.
  ///
  /// @param peak the most it ever had
  record Memory(long now, long peak) {}

  /// A process and all that it started.
  static List<ProcessHandle> family(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants()).toList();
  }

  /// What a process and all that it started have spent.
  static Cpu cpu(ProcessHandle process) throws IOException {
    Cpu sum = new Cpu(0, 0);
    for (ProcessHandle each : family(process)) {
      String stat = Files.readString(Path.of("/proc/" + each.pid() + "/stat"));
      // The command's name is in brackets and may hold anything, blanks too.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      sum =
          sum.plus(
              new Cpu(
                  Long.parseLong(fields[USER]) / TICKS_PER_SECOND,
                  Long.parseLong(fields[SYSTEM]) / TICKS_PER_SECOND));
    }
    return sum;
  }

  /// The memory of the largest of a process and all that it started: workers share their parent's.
  static Memory memory(ProcessHandle process) throws IOException {
    Memory largest = new Memory(0, 0);
    for (ProcessHandle each : family(process)) {
      List<String> status = Files.readAllLines(Path.of("/proc/" + each.pid() + "/status"));
      Memory memory = new Memory(kilobytes(status, "VmRSS:"), kilobytes(status, "VmHWM:"));
      if (memory.now() > largest.now()) largest = memory;
    }
    return largest;
  }

  private static long kilobytes(List<String> status, String field) {
    for (String line : status) {
      if (!line.startsWith(field)) continue;
      return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
    return 0;
  }

  /// The first number of `/proc/loadavg`: threads that ran or waited, over the last minute.
  static double load() throws IOException {
    return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]);
  }

  /// Seconds of the whole machine.
  ///
  /// @param stolen while the hypervisor ran others
  record Machine(double all, double stolen) {}

  static Machine machine() throws IOException {
    String[] fields = Files.readAllLines(Path.of("/proc/stat")).getFirst().trim().split(" +", -1);
    double all = 0;
    for (int i = 1; i <= 8; i++) all += Long.parseLong(fields[i]) / TICKS_PER_SECOND;
    return new Machine(all, Long.parseLong(fields[8]) / TICKS_PER_SECOND);
  }

  /// The processor's name.
  static String processor() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
      if (line.startsWith("model name")) return line.substring(line.indexOf(':') + 2);
    }
    return "unknown";
  }
}
