/// Linux's system calls for datagrams, and the memory that they work on.
@NullMarked
package dev.roster.dns.linux;

import org.jspecify.annotations.NullMarked;
