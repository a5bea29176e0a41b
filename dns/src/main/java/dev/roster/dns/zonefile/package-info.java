/// `file`: zones of zone files, answered as CoreDNS answers them.
@NullMarked
package dev.roster.dns.zonefile;

import org.jspecify.annotations.NullMarked;
