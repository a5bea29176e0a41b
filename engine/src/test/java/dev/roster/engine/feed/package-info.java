/// Tests of the feed, with the objects of conformance cases.
@NullMarked
package dev.roster.engine.feed;

import org.jspecify.annotations.NullMarked;
