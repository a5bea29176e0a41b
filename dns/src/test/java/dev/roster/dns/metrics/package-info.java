/// What is counted, as it is scraped.
@NullMarked
package dev.roster.dns.metrics;

import org.jspecify.annotations.NullMarked;
