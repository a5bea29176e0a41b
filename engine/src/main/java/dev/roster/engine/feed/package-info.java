/// Object events from any origin to catalog edits to subscribers.
@NullMarked
package dev.roster.engine.feed;

import org.jspecify.annotations.NullMarked;
