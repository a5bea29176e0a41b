/// The directive over a block without a catalog.
@NullMarked
package dev.roster.dns.rewrite;

import org.jspecify.annotations.NullMarked;
