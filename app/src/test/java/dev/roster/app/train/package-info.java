/// Tests of what holds the program together.
@NullMarked
package dev.roster.app.train;

import org.jspecify.annotations.NullMarked;
