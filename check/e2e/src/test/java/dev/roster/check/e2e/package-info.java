/// The real command, as a person runs it.
@NullMarked
package dev.roster.check.e2e;

import org.jspecify.annotations.NullMarked;
