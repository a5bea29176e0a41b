/// The followers of a cluster, without one.
@NullMarked
package dev.roster.kubernetes.watch;

import org.jspecify.annotations.NullMarked;
