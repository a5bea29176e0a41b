/// Starting, signalling and finding local processes.
@NullMarked
package dev.roster.node.process;

import org.jspecify.annotations.NullMarked;
