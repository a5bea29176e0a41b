/// A queue of keys: read, plan, act.
@NullMarked
package dev.roster.engine.control;

import org.jspecify.annotations.NullMarked;
