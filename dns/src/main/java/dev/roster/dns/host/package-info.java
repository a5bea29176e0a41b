/// What directives need of the process that they run in: timers, a place for lines of the log, a
/// beginning and an end.
@NullMarked
package dev.roster.dns.host;

import org.jspecify.annotations.NullMarked;
