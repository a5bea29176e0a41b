/// A start that shows the JVM what a server needs, for its cache.
@NullMarked
package dev.roster.app.train;

import org.jspecify.annotations.NullMarked;
