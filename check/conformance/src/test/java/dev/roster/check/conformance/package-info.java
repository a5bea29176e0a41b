/// Cases as data, run against the real process over the wire.
@NullMarked
package dev.roster.check.conformance;

import org.jspecify.annotations.NullMarked;
