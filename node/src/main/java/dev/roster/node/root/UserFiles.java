package dev.roster.node.root;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The files of `/etc` that a pod sees in place of the machine's.
final class UserFiles {
  private UserFiles() {}

  /// `/etc/passwd` with a line for the user; empty if it has one.
  static Optional<String> passwd(String machine, RunAs user, String home) {
    String line =
        "u" + user.uid() + ":x:" + user.uid() + ":" + user.gid() + "::" + home + ":/bin/sh";
    return with(machine, 2, user.uid(), line);
  }

  /// `/etc/group` with a line for the group; empty if it has one.
  static Optional<String> group(String machine, RunAs user) {
    return with(machine, 2, user.gid(), "g" + user.gid() + ":x:" + user.gid() + ":");
  }

  private static Optional<String> with(String machine, int column, int id, String line) {
    String wanted = Integer.toString(id);
    for (String each : machine.lines().toList()) {
      String[] cells = each.split(":", -1);
      if (cells.length > column && cells[column].equals(wanted)) return Optional.empty();
    }
    String end = machine.isEmpty() || machine.endsWith("\n") ? "" : "\n";
    return Optional.of(machine + end + line + "\n");
  }

  /// `/etc/nsswitch.conf` that asks the hosts file first; empty if the machine's does, or if there
  /// is none. Where systemd-resolved stands first, names of a pod's hosts file would never be seen.
  static Optional<String> nsswitch(String machine) {
    List<String> lines = new ArrayList<>();
    boolean changed = false;
    for (String each : machine.lines().toList()) {
      String text = each.strip();
      if (text.startsWith("hosts:") && !text.substring(6).strip().startsWith("files")) {
        lines.add("hosts: files dns");
        changed = true;
      } else {
        lines.add(each);
      }
    }
    return changed ? Optional.of(String.join("\n", lines) + "\n") : Optional.empty();
  }

  /// A file's text; "" if it can't be read.
  static String read(String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
