/// `cache`: what other servers said, kept for a while; and the bounds of all TTLs.
@NullMarked
package dev.roster.dns.cache;

import org.jspecify.annotations.NullMarked;
