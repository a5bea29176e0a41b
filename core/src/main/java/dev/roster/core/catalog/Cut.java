package dev.roster.core.catalog;

import org.jspecify.annotations.Nullable;

/// The last cut: the catalog whose content the serials stand for. There is at most one for each
/// unix second, so serials don't outrun the clock and no two contents that were shown to
/// secondaries have the same one. What changes within the second waits for the next cut.
///
/// @param serials of the catalog that was cut
/// @param unixSeconds when it was; for comparing only, the clock may be set back
/// @param waiting aspects ([Serials]) that rise with the next cut
/// @param view the catalog that was cut; null: the one that holds this
record Cut(Serials serials, long unixSeconds, int waiting, @Nullable Catalog view) {
  /// Of a catalog that knows nothing.
  static final Cut NONE = new Cut(Serials.NONE, Long.MIN_VALUE, 0, null);

  /// The cut after an edit of a catalog whose cut this is.
  ///
  /// What completes a list is cut at once: nobody was given the view before it. All serials rise
  /// once more in the next second, as the last incarnation may have ended in this one, with this
  /// serial for another content.
  ///
  /// @param changed the aspects in which it differs
  /// @param synced whether it says for the first time that all of a kind is told
  Cut after(Catalog before, int changed, boolean synced, long now) {
    int due = waiting | changed;
    int again = synced ? Serials.ALL : 0;
    if (due == 0) return this;
    if (now != unixSeconds) return new Cut(serials.after(due, now), now, again, null);
    if (synced) return new Cut(serials.atLeast(due, now), now, again, null);
    if (changed == 0) return this;
    return new Cut(serials, now, due, view == null ? before : view);
  }

  /// The cut of what waits; this where nothing does, or where this second has had its cut.
  Cut settled(long now) {
    if (waiting == 0 || now == unixSeconds) return this;
    return new Cut(serials.after(waiting, now), now, 0, null);
  }
}
