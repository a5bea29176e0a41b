/// The names that pods find in `/etc/hosts`.
@NullMarked
package dev.roster.node.hosts;

import org.jspecify.annotations.NullMarked;
