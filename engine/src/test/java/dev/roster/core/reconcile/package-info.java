/// Cases as data for the planners; they stand here because core reads no JSON.
@NullMarked
package dev.roster.core.reconcile;

import org.jspecify.annotations.NullMarked;
