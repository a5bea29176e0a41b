/// Answers given before anybody asks, so that the first one who does need not wait for the
/// compiler.
@NullMarked
package dev.roster.dns.warm;

import org.jspecify.annotations.NullMarked;
