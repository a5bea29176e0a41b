package dev.roster.app.up;

import dev.roster.app.wiring.Picture;
import dev.roster.app.wiring.Terminal;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.Tree;
import dev.roster.engine.store.ObjectStore;
import dev.roster.engine.store.StoredObject;
import dev.roster.engine.store.Watch;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Shows services and members while they change: on a terminal a table that stays in place, in a
/// pipe one line a change, and the table once when all members are ready for the first time.
///
/// Runs on one thread; what it shows may be behind what is, by [#PAUSE] at most.
final class StatusView {
  /// Between two pictures on a terminal: more than a person can read is not drawn.
  private static final Duration PAUSE = Duration.ofMillis(200);

  private static final Set<Kind> KINDS = Set.of(Kind.SERVICE, Kind.POD);

  private final ObjectStore store;
  private final PrintWriter out;
  private final Terminal terminal;
  private final ZoneId zone;
  private final Map<String, MemberRow> shown = new HashMap<>();
  private final Picture picture;
  private boolean readyShown;

  StatusView(ObjectStore store, PrintWriter out, Terminal terminal, ZoneId zone) {
    this.store = store;
    this.out = out;
    this.terminal = terminal;
    this.zone = zone;
    this.picture = new Picture(out);
  }

  /// Shows until interrupted.
  void run() throws InterruptedException {
    while (true) {
      long revision = store.revision();
      show();
      try (Watch watch = store.watch(KINDS, revision)) {
        while (watch.take() instanceof Watch.Next.Changes) {
          if (terminal.isTerminal()) collect(watch);
          show();
        }
      }
    }
  }

  /// Takes what else comes within the pause, so that a burst is one picture.
  private static void collect(Watch watch) throws InterruptedException {
    if (watch.poll(PAUSE) instanceof Watch.Next.Gone) return;
  }

  private void show() {
    List<Tree.Obj> pods = trees(Kind.POD);
    if (terminal.isTerminal())
      picture.draw(StatusTable.of(trees(Kind.SERVICE), pods, zone), terminal);
    else tell(pods);
  }

  private void tell(List<Tree.Obj> pods) {
    Map<String, MemberRow> now = new HashMap<>();
    for (Tree.Obj pod : pods) {
      MemberRow row = MemberRow.of(pod, zone);
      String name = ObjectMeta.of(pod).namespace() + "/" + row.name();
      now.put(name, row);
      MemberRow before = shown.get(name);
      // Between two tries of what fails a pod is pending again: no news.
      boolean retried = before != null && before.isFailing() && row.state().equals("pending");
      if (retried) now.put(name, before);
      else if (before == null || !before.state().equals(row.state())) {
        out.println(
            "pod "
                + name
                + " "
                + row.state()
                + (row.address().isEmpty() ? "" : " " + row.address()));
      }
    }
    shown.keySet().stream()
        .filter(name -> !now.containsKey(name))
        .sorted()
        .forEach(name -> out.println("pod " + name + " gone"));
    shown.clear();
    shown.putAll(now);
    if (!readyShown && declaredAreReady(pods)) {
      readyShown = true;
      StatusTable.of(trees(Kind.SERVICE), pods, zone).forEach(out::println);
    }
    out.flush();
  }

  private boolean declaredAreReady(List<Tree.Obj> pods) {
    long declared = 0;
    for (Tree.Obj set : trees(Kind.STATEFUL_SET)) declared += set.number(1, "spec", "replicas");
    return pods.size() >= declared && StatusTable.allReady(pods);
  }

  private List<Tree.Obj> trees(Kind kind) {
    return store.list(kind, "").objects().stream().map(StoredObject::tree).toList();
  }
}
