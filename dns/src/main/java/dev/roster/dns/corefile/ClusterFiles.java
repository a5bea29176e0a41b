package dev.roster.dns.corefile;

import dev.roster.dns.host.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The files that `kubernetes` names for reaching a cluster: with objects from elsewhere nobody
/// needs them, but a check wants to know.
public final class ClusterFiles {
  private ClusterFiles() {}

  /// Those that can't be read: `kubeconfig`, and the certificates of `tls` where there is an
  /// `endpoint` to use them with.
  public static List<CorefileProblem> unreadable(List<CorefileLine> lines) {
    List<CorefileProblem> problems = new ArrayList<>();
    for (CorefileLine line : lines) {
      if (!line.directive().equals("kubernetes")) continue;
      List<String> words = List.of(line.text().split(" ", -1));
      switch (words.getFirst()) {
        case "kubeconfig" -> check(line, words.get(1), problems);
        case "tls" -> {
          boolean used =
              lines.stream()
                  .anyMatch(other ->
                      other.directive().equals("kubernetes")
                          && other.block().equals(line.block())
                          && other.text().startsWith("endpoint "));
          if (used) for (String file : words.subList(1, words.size())) check(line, file, problems);
        }
        default -> {}
      }
    }
    return problems;
  }

  private static void check(CorefileLine line, String file, List<CorefileProblem> problems) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      if (in.read() < 0) {
        problems.add(CorefileProblem.of(line.position(), file + " is empty"));
      }
    } catch (IOException | InvalidPathException e) {
      problems.add(
          CorefileProblem.of(line.position(), "cannot read " + file + ": " + Reasons.of(e)));
    }
  }
}
