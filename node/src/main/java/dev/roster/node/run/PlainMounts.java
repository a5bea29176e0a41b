package dev.roster.node.run;

import dev.roster.core.objects.ContainerView;
import dev.roster.core.objects.Tree;
import dev.roster.node.pod.MissingException;
import dev.roster.node.root.Tier;
import java.nio.file.Files;
import java.nio.file.Path;

/// A container's mounts where nothing can be mounted: it must know its volumes by `$(VOLUME_name)`,
/// or their paths must be there already.
record PlainMounts(ContainerView container, Tier.Plain tier) {
  /// @throws MissingException for the first mount that it could not find
  void check() throws MissingException {
    for (ContainerView.Mount each : container.mounts()) {
      if (Files.exists(Path.of(each.mountPath())) || isNamed(each.name())) continue;
      throw new MissingException(
          "ContainerCreating",
          "volume \""
              + each.name()
              + "\": "
              + each.mountPath()
              + " does not exist, and nothing can be mounted there ("
              + tier.reason()
              + "): refer to the volume as $(VOLUME_"
              + each.name()
              + ")");
    }
  }

  private boolean isNamed(String volume) {
    for (String field : new String[] {"command", "args", "env"}) {
      for (Tree each : container.tree().list(field)) {
        if (mentions(each, "VOLUME_" + volume)) return true;
        if (mentions(each, "VOLUME_" + volume.replace('-', '_'))) return true;
      }
    }
    return false;
  }

  private static boolean mentions(Tree tree, String name) {
    return switch (tree) {
      case Tree.Text text -> text.value().contains(name);
      case Tree.Obj obj -> obj.members().values().stream().anyMatch(each -> mentions(each, name));
      case Tree.Arr _, Tree.Num _, Tree.Bool _, Tree.Null _ -> false;
    };
  }
}
