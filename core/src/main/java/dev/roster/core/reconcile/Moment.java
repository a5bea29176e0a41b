package dev.roster.core.reconcile;

import java.time.Instant;

/// Now, by both clocks: one that never jumps, for what lasts; one that people read, for what is
/// shown.
///
/// @param nanos as `System.nanoTime`: only differences mean something
public record Moment(long nanos, Instant wall) {}
