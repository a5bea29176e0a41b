package dev.roster.core.catalog;

import dev.roster.core.catalog.Catalog.Indexes;
import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import java.util.function.Consumer;

/// The objects that a catalog holds something of.
final class HeldKeys {
  private HeldKeys() {}

  /// Tells the keys of all that is held of a kind, of any origin; keys of other kinds may be told
  /// as well.
  static void of(Indexes indexes, Kind kind, Consumer<ObjectKey> each) {
    if (kind.equals(Kind.ENDPOINT_SLICE)) {
      indexes.rosters().forEach(roster -> slices(roster, each));
    } else if (kind.equals(Kind.SERVICE) || kind.equals(Kind.SERVICE_IMPORT)) {
      indexes
          .rosters()
          .forEach(roster -> {
            if (roster.service().isPresent()) each.accept(roster.key().objectKey());
          });
    } else if (kind.equals(Kind.POD)) {
      indexes.pods().forEach(pod -> each.accept(pod.key()));
    } else {
      indexes.sets().forEach(set -> each.accept(set.key()));
      indexes
          .namespaces()
          .forEach(entry ->
              each.accept(new ObjectKey(entry.origin(), Kind.NAMESPACE, "", entry.name())));
    }
  }

  private static void slices(Roster roster, Consumer<ObjectKey> each) {
    ServiceKey key = roster.key();
    String last = "";
    for (MemberBlock block : roster.blocks()) {
      if (block.slice().equals(last)) continue; // a part of the same
      last = block.slice();
      each.accept(new ObjectKey(key.origin(), Kind.ENDPOINT_SLICE, key.namespace(), last));
    }
  }
}
