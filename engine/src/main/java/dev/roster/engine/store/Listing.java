package dev.roster.engine.store;

import java.util.List;

/// What a list found, and when.
///
/// @param objects ordered by namespace and name
/// @param revision at which these were all; watch from it
public record Listing(List<StoredObject> objects, long revision) {
  public Listing {
    objects = List.copyOf(objects);
  }
}
