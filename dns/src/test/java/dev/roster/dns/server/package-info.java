/// The server over loopback sockets.
@NullMarked
package dev.roster.dns.server;

import org.jspecify.annotations.NullMarked;
