package dev.roster.node.root;

import dev.roster.core.objects.ContainerView;
import dev.roster.core.objects.PodView;
import dev.roster.core.objects.Tree;
import java.util.ArrayList;
import java.util.List;

/// The user that a container's processes are, as they see it.
///
/// @param groups supplementary ones
/// @param changed whether it is another than Roster's own
public record RunAs(int uid, int gid, List<Integer> groups, boolean changed) {
  private static final int UNSET = -1;

  public RunAs {
    groups = List.copyOf(groups);
  }

  /// What a container's and its pod's securityContext say; Roster's own user where they say
  /// nothing.
  public static RunAs of(PodView pod, ContainerView container, int ownUid, int ownGid) {
    Tree.Obj outer = pod.spec().obj("securityContext");
    Tree.Obj inner = container.tree().obj("securityContext");
    int uid = number(inner, outer, "runAsUser");
    int gid = number(inner, outer, "runAsGroup");
    List<Integer> groups = new ArrayList<>();
    long fsGroup = outer.number(UNSET, "fsGroup");
    if (fsGroup >= 0) groups.add((int) fsGroup);
    for (Tree each : outer.list("supplementalGroups")) {
      if (each instanceof Tree.Num num) groups.add(num.value().intValue());
    }
    if (uid == UNSET && gid == UNSET && groups.isEmpty()) {
      return new RunAs(ownUid, ownGid, List.of(), false);
    }
    int user = uid == UNSET ? ownUid : uid;
    // Without a runAsGroup a container's group is its image's, or root; here: the user's own
    // number.
    int group = gid != UNSET ? gid : user == ownUid ? ownGid : user;
    return new RunAs(user, group, groups, true);
  }

  private static int number(Tree.Obj inner, Tree.Obj outer, String field) {
    return (int) inner.number(outer.number(UNSET, field), field);
  }
}
