package dev.roster.core.catalog;

import dev.roster.core.objects.Kind;
import java.util.List;
import java.util.Optional;

/// What is known now: an immutable index of rosters. An edit shares all that it does not touch.
public final class Catalog {
  /// The catalog that knows nothing, of no incarnation.
  public static final Catalog EMPTY = empty(0);

  private final Revision revision;
  private final PlanSlot plans = new PlanSlot();

  private Catalog(Revision revision) {
    this.revision = revision;
  }

  /// The catalog that knows nothing.
  public static Catalog empty(long incarnation) {
    return new Catalog(new Revision(incarnation, 0));
  }

  /// What an edit gives.
  ///
  /// @param next the catalog after it
  /// @param changed the Services of which something differs, in order
  /// @param visible whether some answer differs; only then `next` has a new revision
  public record Change(Catalog next, List<ServiceKey> changed, boolean visible) {
    public Change {
      changed = List.copyOf(changed);
    }
  }

  /// The catalog after these steps.
  ///
  /// @param unixSeconds now, for the serial: it becomes max(last + 1, now) if some answer differs
  public Change edit(List<CatalogEdit> steps, long unixSeconds) {
    if (!steps.isEmpty()) throw new UnsupportedOperationException(steps + " at " + unixSeconds);
    return new Change(this, List.of(), false);
  }

  /// Which publication this is.
  public Revision revision() {
    return revision;
  }

  /// The SOA serial: unix seconds of the last change of some answer, one more where that is taken.
  public long serial() {
    return 0;
  }

  /// Where zone-wide plans hang (denials); stays the same as long as no answer differs.
  public PlanSlot plans() {
    return plans;
  }

  /// The roster of a Service that exists or of which slices or declared members are known.
  public Optional<Roster> roster(ServiceKey key) {
    return Optional.empty();
  }

  /// Whether this very roster is still the one of its Service: what was derived from it holds.
  public boolean isCurrent(Roster roster) {
    return roster(roster.key()).filter(now -> now == roster).isPresent();
  }

  /// Whether all there is of the kind has been told once.
  public boolean isSynced(String origin, Kind kind) {
    return false;
  }

  /// The resourceVersion up to which the kind was told; "" where nothing was.
  public String position(String origin, Kind kind) {
    return "";
  }
}
