package dev.roster.core.catalog;

/// One Service and its members as known in one revision; immutable.
public final class Roster {
  private final ServiceKey key;
  private final PlanSlot plans = new PlanSlot();

  Roster(ServiceKey key) {
    this.key = key;
  }

  /// Which Service.
  public ServiceKey key() {
    return key;
  }

  /// Where plans that derive from this roster alone hang; they go with it.
  public PlanSlot plans() {
    return plans;
  }
}
