package dev.roster.engine.control;

import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What the controllers are started with.
///
/// @param nodeName the one Node that is registered; the node runs its pods under this name
/// @param rollingUpdates whether a changed template replaces pods by itself; else only a pod that
///   someone deletes takes it over
/// @param clock of timestamps
/// @param nanoTime of delays
/// @param random of the jitter of delays
public record ControlConfig(
    String nodeName,
    boolean rollingUpdates,
    InstantSource clock,
    LongSupplier nanoTime,
    RandomGenerator random) {
  /// The node's name where nobody says another.
  public static final String NODE_NAME_DEFAULT = "roster";

  /// A node named `roster`, no rolling updates.
  public static ControlConfig of(
      InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {
    return new ControlConfig(NODE_NAME_DEFAULT, false, clock, nanoTime, random);
  }
}
