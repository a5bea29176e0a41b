/// Revisioned objects with watch: the port and its reference in memory.
@NullMarked
package dev.roster.engine.store;

import org.jspecify.annotations.NullMarked;
