/// Addresses of pods: a block of loopback addresses for this run, one of it a pod.
@NullMarked
package dev.roster.node.address;

import org.jspecify.annotations.NullMarked;
