/// Tests of the store and its verbs.
@NullMarked
package dev.roster.engine.store;

import org.jspecify.annotations.NullMarked;
