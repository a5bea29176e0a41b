package dev.roster.core.catalog;

import dev.roster.core.catalog.Catalog.Change;
import java.util.ArrayList;
import java.util.List;

/// An edit whose steps come in parts: what was said is let go part by part, and nobody sees any
/// before all are there. Used once, by one thread.
///
/// It compares part by part: what one part takes away and a later one brings back counts as a
/// change.
public final class CatalogParts {
  /// Steps of the index of addresses that wait, at most. Each part has members all over it: a step
  /// at a time would copy each of its leaves again and again.
  static final int ADDRESSES_WAITING_MAX = 1 << 20;

  private final List<ServiceKey> changed = new ArrayList<>();
  private IndexSteps<ServiceKey> addresses = new IndexSteps<>();
  private CatalogEdited edited;

  /// An edit of this catalog.
  public CatalogParts(Catalog base) {
    edited = CatalogEdited.none(base);
  }

  /// Applies further steps.
  public void add(List<CatalogEdit> steps) {
    CatalogEditor editor = new CatalogEditor(edited.unpublished(), addresses);
    for (CatalogEdit step : steps) editor.apply(step);
    CatalogEdited more = editor.edited();
    changed.addAll(more.changed());
    edited = edited.and(more);
    if (addresses.size() >= ADDRESSES_WAITING_MAX) takeAddresses();
  }

  private void takeAddresses() {
    edited = edited.with(addresses);
    addresses = new IndexSteps<>();
  }

  /// What all steps amount to.
  public Change change(long unixSeconds) {
    takeAddresses();
    Change change = edited.change(unixSeconds);
    return new Change(change.next(), changed, change.visible());
  }
}
