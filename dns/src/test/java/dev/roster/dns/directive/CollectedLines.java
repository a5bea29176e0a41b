package dev.roster.dns.directive;

import dev.roster.dns.host.Lines;
import java.util.ArrayList;
import java.util.List;

/// Lines kept for a test, each with its level in front.
final class CollectedLines implements Lines {
  private final List<String> lines = new ArrayList<>();

  @Override
  public synchronized void line(System.Logger.Level level, String text) {
    lines.add(level + " " + text);
  }

  /// What was written since the last call.
  synchronized List<String> take() {
    List<String> taken = List.copyOf(lines);
    lines.clear();
    return taken;
  }
}
