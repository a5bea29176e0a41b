/// DNS messages: bytes to records and back.
@NullMarked
package dev.roster.core.wire;

import org.jspecify.annotations.NullMarked;
