package dev.roster.node.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What `/proc` tells of processes. A process that ends meanwhile is just not there.
public final class ProcFs {
  private static final Path PROC = Path.of("/proc");

  private ProcFs() {}

  /// One line of `/proc/PID/stat`.
  ///
  /// @param startTicks when it started, in clock ticks since boot: with the pid it names a process
  ///   for good, though pids are used again
  public record Stat(long pid, char state, long parent, long group, long startTicks) {
    /// Whether it has ended and only waits for its parent to notice.
    public boolean isZombie() {
      return state == 'Z' || state == 'X';
    }
  }

  /// Of one process, if it is there.
  public static Optional<Stat> stat(long pid) {
    return read(PROC.resolve(Long.toString(pid)).resolve("stat")).flatMap(ProcFs::parse);
  }

  static Optional<Stat> parse(String line) {
    // The name stands in parentheses and may hold anything, parentheses too.
    int name = line.lastIndexOf(')');
    if (name < 0) return Optional.empty();
    String[] rest = line.substring(name + 1).trim().split(" ", -1);
    if (rest.length < 20) return Optional.empty();
    return Optional.of(
        new Stat(
            Long.parseLong(line.substring(0, line.indexOf(' '))),
            rest[0].charAt(0),
            Long.parseLong(rest[1]),
            Long.parseLong(rest[2]),
            Long.parseLong(rest[19])));
  }

  /// Of all processes that can be seen.
  public static List<Stat> all() {
    List<Stat> all = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path each : entries)
        read(each.resolve("stat")).flatMap(ProcFs::parse).ifPresent(all::add);
    } catch (IOException | DirectoryIteratorException e) {
      throw new UncheckedIOException(new IOException("can't read /proc", e));
    }
    return all;
  }

  /// Whether a process was started with a variable of exactly this value; false where its
  /// environment may not be read.
  public static boolean hasVariable(long pid, String variable) {
    return read(PROC.resolve(Long.toString(pid)).resolve("environ"))
        .filter(text -> ("\0" + text).contains("\0" + variable + "\0"))
        .isPresent();
  }

  /// The user that this process runs as.
  public static int ownUid() {
    return id("unix:uid");
  }

  /// The group that this process runs as.
  public static int ownGid() {
    return id("unix:gid");
  }

  private static int id(String attribute) {
    try {
      return (int) Files.getAttribute(PROC.resolve("self"), attribute);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty(); // it has ended, or is not ours to see
    }
  }
}
