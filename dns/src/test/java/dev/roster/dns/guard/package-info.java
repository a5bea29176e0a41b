@NullMarked
package dev.roster.dns.guard;

import org.jspecify.annotations.NullMarked;
