/// Hostile input for every parser: a corpus, mutations of it, and millions of packets.
@NullMarked
package dev.roster.check.fuzz;

import org.jspecify.annotations.NullMarked;
