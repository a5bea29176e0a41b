/// A cluster that is made up: followed by a start that shows the JVM what a server needs, for its
/// cache, and by each server, to be warm for changes before it is ready.
@NullMarked
package dev.roster.app.train;

import org.jspecify.annotations.NullMarked;
