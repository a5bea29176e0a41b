/// A scripted API server: what a cluster says and every way in which it fails, on command.
@NullMarked
package dev.roster.check.cluster;

import org.jspecify.annotations.NullMarked;
