/// The directive that answers from the catalog.
@NullMarked
package dev.roster.dns.kubernetes;

import org.jspecify.annotations.NullMarked;
