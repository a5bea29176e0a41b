/// Single tries of probes: over HTTP, TCP and gRPC.
@NullMarked
package dev.roster.node.probe;

import org.jspecify.annotations.NullMarked;
