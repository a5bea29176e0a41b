/// Planners: desired and observed to a plan; pod and probe state machines.
@NullMarked
package dev.roster.core.reconcile;

import org.jspecify.annotations.NullMarked;
