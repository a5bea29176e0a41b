package dev.roster.core.catalog;

import dev.roster.core.objects.Kind;
import dev.roster.core.objects.ObjectKey;
import java.util.List;
import java.util.Set;

/// One step of what a catalog is told. Steps are applied in order and seen together.
public sealed interface CatalogEdit {
  /// The fact is new or changed.
  record Put(Fact fact) implements CatalogEdit {}

  /// The object is gone; no error if it was never there.
  record Delete(ObjectKey key) implements CatalogEdit {}

  /// Exactly these facts are all there is of the kind: what is held and not named is gone.
  record Replace(String origin, Kind kind, List<Fact> all) implements CatalogEdit {
    public Replace {
      all = List.copyOf(all);
    }
  }

  /// What is held of the kind and not named here is gone.
  record Only(String origin, Kind kind, Set<ObjectKey> all) implements CatalogEdit {}

  /// All there is of the kind is going to be told; without effect once it was. The addresses of
  /// what is told from here on lead somewhere once the kind is synced.
  record Opening(String origin, Kind kind) implements CatalogEdit {}

  /// All there is of the kind has been told once.
  record Synced(String origin, Kind kind) implements CatalogEdit {}

  /// Whether the origin can't be heard of the kind since longer than answers go without a word.
  record Stale(String origin, Kind kind, boolean stale) implements CatalogEdit {}

  /// What was told of the kind reaches up to this resourceVersion.
  record Reached(String origin, Kind kind, String position) implements CatalogEdit {}
}
