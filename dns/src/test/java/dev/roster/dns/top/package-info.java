/// Tests of what is counted of clients.
@NullMarked
package dev.roster.dns.top;

import org.jspecify.annotations.NullMarked;
