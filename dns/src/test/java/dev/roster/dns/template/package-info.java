/// The directive without a catalog.
@NullMarked
package dev.roster.dns.template;

import org.jspecify.annotations.NullMarked;
