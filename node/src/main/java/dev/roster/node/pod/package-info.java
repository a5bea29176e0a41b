/// What a container's program is given: its environment, arguments, volumes and files.
@NullMarked
package dev.roster.node.pod;

import org.jspecify.annotations.NullMarked;
