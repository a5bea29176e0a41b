package dev.roster.kubernetes.config;

import dev.roster.kubernetes.config.KubeconfigProcess.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Kubeconfig files, and what they looked like when they were read. Used by one thread at a time.
final class KubeconfigFilesSeen {
  private final KubeconfigProcess process;
  private final List<String> files;
  private final String context;
  private final Map<String, String> environment;
  private List<String> seen = List.of();

  KubeconfigFilesSeen(
      KubeconfigProcess process,
      List<String> files,
      String context,
      Map<String, String> environment) {
    this.process = process;
    this.files = List.copyOf(files);
    this.context = context;
    this.environment = Map.copyOf(environment);
  }

  /// Reads them.
  Reading read() throws InterruptedException {
    seen = looks();
    return process.read(files, context, environment);
  }

  /// Whether they look as when they were read.
  boolean isSame() {
    return looks().equals(seen);
  }

  private List<String> looks() {
    List<String> looks = new ArrayList<>();
    for (String each : files) {
      Path file = Path.of(each);
      try {
        looks.add(Files.getLastModifiedTime(file) + " " + Files.size(file));
      } catch (IOException gone) {
        looks.add("");
      }
    }
    return looks;
  }
}
