/// Tests of what holds the program together.
@NullMarked
package dev.roster.app.wiring;

import org.jspecify.annotations.NullMarked;
