package dev.roster.core.catalog;

import dev.roster.core.catalog.Catalog.Change;
import dev.roster.core.catalog.Catalog.Indexes;
import java.util.List;

/// What steps made of a catalog, before it is published: the next one has its revision and its
/// serials from here.
///
/// @param base the catalog that is published now
/// @param seen aspects in which some answer differs
/// @param counted aspects whose serials move without that
/// @param synced whether a kind was told in full for the first time
/// @param changed the Services of which something differs
/// @param same whether nothing but positions differs
/// @param knowsAsMuch see [Catalog#known]
record CatalogEdited(
    Catalog base,
    Indexes indexes,
    Feeds feeds,
    int seen,
    int counted,
    boolean synced,
    List<ServiceKey> changed,
    boolean same,
    boolean knowsAsMuch) {
  /// Nothing of this catalog.
  static CatalogEdited none(Catalog base) {
    return new CatalogEdited(
        base, base.indexes(), base.feeds(), 0, 0, false, List.of(), true, true);
  }

  /// The same after these steps of the index of addresses.
  CatalogEdited with(IndexSteps<ServiceKey> addresses) {
    if (addresses.isEmpty()) return this;
    return new CatalogEdited(
        base,
        indexes.with(indexes.addresses().after(addresses)),
        feeds,
        seen,
        counted,
        synced,
        changed,
        same,
        knowsAsMuch);
  }

  /// A catalog to go on editing; it has the revision and the serials of the base, and is not to be
  /// published.
  Catalog unpublished() {
    return new Catalog(base.revision(), base.lastCut(), base.plans(), indexes, feeds, base.known());
  }

  /// This and what further steps made of [#unpublished].
  CatalogEdited and(CatalogEdited more) {
    return new CatalogEdited(
        base,
        more.indexes,
        more.feeds,
        seen | more.seen,
        counted | more.counted,
        synced || more.synced,
        List.of(), // whoever adds parts keeps them
        same && more.same,
        knowsAsMuch && more.knowsAsMuch);
  }

  /// Answers say whether what they are from is stale.
  private boolean isAsStale() {
    return base.isStale() == feeds.isStale();
  }

  /// The change to publish.
  Change change(long unixSeconds) {
    boolean visible = seen != 0;
    if (same && feeds.isSame(base.feeds())) return new Change(base, List.of(), false);
    return new Change(
        new Catalog(
            visible ? base.revision().next() : base.revision(),
            base.lastCut().after(base, seen | counted, synced, unixSeconds),
            same && !visible && isAsStale() ? base.plans() : new PlanSlot(),
            indexes,
            feeds,
            knowsAsMuch ? base.known() : new Object()),
        changed,
        visible);
  }
}
