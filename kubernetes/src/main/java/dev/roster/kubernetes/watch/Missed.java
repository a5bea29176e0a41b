package dev.roster.kubernetes.watch;

/// What a full compare finds that a watch should have told.
public enum Missed {
  ADDED,
  CHANGED,
  REMOVED
}
