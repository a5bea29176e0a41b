/// The directive over catalogs.
@NullMarked
package dev.roster.dns.kubernetes;

import org.jspecify.annotations.NullMarked;
