/// What checks share: a real Roster process to ask, and questions decoded by dnsjava.
@NullMarked
package dev.roster.check.kit;

import org.jspecify.annotations.NullMarked;
