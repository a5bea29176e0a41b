/// Sockets: listeners, workers, connections.
@NullMarked
package dev.roster.dns.server;

import org.jspecify.annotations.NullMarked;
