package dev.roster.dns.directive;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the machine calls itself.
final class MachineName {
  private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
  private static final int CHARS_MAX = 255;

  private MachineName() {}

  /// The kernel's word, else the environment's, else `localhost`; never asks the network.
  static String get() {
    String name = "";
    try (BufferedReader reader = Files.newBufferedReader(KERNEL)) {
      String line = reader.readLine();
      if (line != null) name = line.strip();
    } catch (IOException _) {
      // Not on Linux: the environment may know.
      name = System.getenv().getOrDefault("HOSTNAME", "");
    }
    if (name.isEmpty()) return "localhost";
    return name.length() > CHARS_MAX ? name.substring(0, CHARS_MAX) : name;
  }
}
