/// The pieces of an answer and of a change, each by itself, measured by JMH: `check/bench/run
/// --jmh`.
@NullMarked
package dev.roster.check.jmh;

import org.jspecify.annotations.NullMarked;
