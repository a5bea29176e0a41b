package dev.roster.dns.directive;

import dev.roster.dns.http.HttpPage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/// `/ready`: OK when every directive that can tell is ready, else 503 and the names of the others.
/// What was ready once stays so, but where it is watched continuously.
public final class Readiness implements HttpPage {
  /// What has more to say than yes or no.
  public interface Noted extends BooleanSupplier {
    /// Lines for people behind the `OK`, or behind the names of what is not ready; none where all
    /// is well.
    List<String> notes();
  }

  private final Map<String, BooleanSupplier> watched;
  private final Map<String, Boolean> readyOnce = new ConcurrentHashMap<>();
  private final boolean continuously;
  private volatile boolean stopping;

  /// The page.
  ///
  /// @param watched whether each directive can answer, by its name
  public Readiness(Map<String, BooleanSupplier> watched, boolean continuously) {
    this.watched = new TreeMap<>(watched);
    this.continuously = continuously;
  }

  /// From now on never ready: the process is about to end.
  public void stop() {
    stopping = true;
  }

  @Override
  public Reply reply(String accept) {
    if (stopping) return Reply.text(503, "Shutting down");
    List<String> waiting =
        watched.entrySet().stream()
            .filter(directive -> !isReady(directive.getKey(), directive.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    return waiting.isEmpty()
        ? Reply.text(200, "OK" + notes())
        : Reply.text(503, String.join(",", waiting) + notes());
  }

  private String notes() {
    StringBuilder notes = new StringBuilder();
    watched.forEach((name, directive) -> {
      if (!(directive instanceof Noted noted)) return;
      for (String note : noted.notes()) notes.append('\n').append(name).append(": ").append(note);
    });
    return notes.toString();
  }

  private boolean isReady(String name, BooleanSupplier now) {
    if (!continuously && readyOnce.containsKey(name)) return true;
    boolean ready = now.getAsBoolean();
    if (ready) readyOnce.put(name, true);
    return ready;
  }
}
