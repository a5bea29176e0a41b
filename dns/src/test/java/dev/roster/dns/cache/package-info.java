@NullMarked
package dev.roster.dns.cache;

import org.jspecify.annotations.NullMarked;
