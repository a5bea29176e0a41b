/// `dns64`: IPv6 addresses made of IPv4 ones.
@NullMarked
package dev.roster.dns.dns64;

import org.jspecify.annotations.NullMarked;
