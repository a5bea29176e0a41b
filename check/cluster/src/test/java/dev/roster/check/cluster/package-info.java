/// A follower of the scripted API server, through every fault.
@NullMarked
package dev.roster.check.cluster;

import org.jspecify.annotations.NullMarked;
