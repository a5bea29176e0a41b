/// Pods as local processes: addresses, volumes, probes, logs, in namespaces of their own.
@NullMarked
package dev.roster.node;

import org.jspecify.annotations.NullMarked;
