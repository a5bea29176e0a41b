/// Counters with a single writer each, summed when someone looks.
@NullMarked
package dev.roster.dns.metrics;

import org.jspecify.annotations.NullMarked;
