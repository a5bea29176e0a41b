/// Controllers by hand under fake time, and with their threads.
@NullMarked
package dev.roster.engine.control;

import org.jspecify.annotations.NullMarked;
