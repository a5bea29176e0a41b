/// The benchmark: the same zone and the same questions for Roster and for the servers beside it.
@NullMarked
package dev.roster.check.bench;

import org.jspecify.annotations.NullMarked;
