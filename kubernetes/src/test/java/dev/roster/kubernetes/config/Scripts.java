package dev.roster.kubernetes.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Small programs for tests.
final class Scripts {
  private Scripts() {}

  /// Writes one for `sh`. In place of one that is there, as a program that runs can't be written.
  static Path write(Path folder, String name, String body) throws IOException {
    Path made = Files.createTempFile(folder, name, ".new");
    Files.writeString(made, "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx------"));
    Path script = folder.resolve(name);
    Files.deleteIfExists(script);
    return Files.move(made, script);
  }
}
