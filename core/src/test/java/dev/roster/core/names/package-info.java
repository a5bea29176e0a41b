/// Tests of names, addresses and the grammar.
@NullMarked
package dev.roster.core.names;

import org.jspecify.annotations.NullMarked;
