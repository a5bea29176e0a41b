/// Running containers: starting, probing and ending their processes.
@NullMarked
package dev.roster.node.run;

import org.jspecify.annotations.NullMarked;
