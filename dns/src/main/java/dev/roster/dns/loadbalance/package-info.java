/// `loadbalance` where it is more than rotation: members first by weight, or by network.
@NullMarked
package dev.roster.dns.loadbalance;

import org.jspecify.annotations.NullMarked;
