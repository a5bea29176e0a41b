/// Tests of the presentation format.
@NullMarked
package dev.roster.core.zonetext;

import org.jspecify.annotations.NullMarked;
