/// Messages against tables, properties and random bytes.
@NullMarked
package dev.roster.core.wire;

import org.jspecify.annotations.NullMarked;
