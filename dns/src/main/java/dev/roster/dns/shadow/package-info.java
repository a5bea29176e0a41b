/// A server that is to be replaced is asked the same as this one, and what differs is counted.
@NullMarked
package dev.roster.dns.shadow;

import org.jspecify.annotations.NullMarked;
