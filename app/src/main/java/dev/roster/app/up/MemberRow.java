package dev.roster.app.up;

import dev.roster.core.objects.ObjectMeta;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Tree;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// What a person sees of one member.
///
/// @param state one word or a reason: `ready`, `running`, `pending`, `terminating`,
///   `CrashLoopBackOff`
/// @param readySince local time of day, "" while not ready
record MemberRow(String name, String address, String state, String readySince, long restarts) {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  static MemberRow of(Tree.Obj tree, ZoneId zone) {
    PodView pod = new PodView(tree);
    ObjectMeta meta = pod.meta();
    String address = pod.podIps().isEmpty() ? "" : pod.podIps().getFirst();
    long restarts = 0;
    for (Tree status : tree.list("status", "containerStatuses")) {
      if (status instanceof Tree.Obj container) restarts += container.number(0, "restartCount");
    }
    boolean ready = pod.isReady() && !meta.terminating();
    return new MemberRow(
        meta.name(), address, state(pod, meta), ready ? since(pod, zone) : "", restarts);
  }

  /// Whether the state is a reason for not running, as Kubernetes names them.
  boolean isFailing() {
    return Character.isUpperCase(state.charAt(0));
  }

  private static String state(PodView pod, ObjectMeta meta) {
    if (meta.terminating()) return "terminating";
    if (pod.isReady()) return "ready";
    for (String statuses : new String[] {"initContainerStatuses", "containerStatuses"}) {
      for (Tree status : pod.tree().list("status", statuses)) {
        if (!(status instanceof Tree.Obj container)) continue;
        String reason = container.text("state", "waiting", "reason");
        if (!reason.isEmpty() && !reason.equals("ContainerCreating")) return reason;
      }
    }
    return switch (pod.phase()) {
      case "Running" -> "running";
      case "Succeeded" -> "succeeded";
      case "Failed" -> "failed";
      default -> "pending";
    };
  }

  private static String since(PodView pod, ZoneId zone) {
    Optional<Tree.Obj> condition = pod.condition(PodView.READY);
    String text = condition.map(each -> each.text("lastTransitionTime")).orElse("");
    try {
      return text.isEmpty() ? "" : TIME.format(Instant.parse(text).atZone(zone));
    } catch (DateTimeException e) {
      return text;
    }
  }
}
