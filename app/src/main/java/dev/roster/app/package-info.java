/// The roster command: its wiring.
@NullMarked
package dev.roster.app;

import org.jspecify.annotations.NullMarked;
