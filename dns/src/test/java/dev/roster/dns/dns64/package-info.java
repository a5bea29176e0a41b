/// The directive without a catalog.
@NullMarked
package dev.roster.dns.dns64;

import org.jspecify.annotations.NullMarked;
