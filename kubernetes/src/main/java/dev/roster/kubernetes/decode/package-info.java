/// What the Kubernetes API says, as bytes, to facts: protobuf first, JSON where a server has
/// nothing else. What no answer needs is skipped, not read.
@NullMarked
package dev.roster.kubernetes.decode;

import org.jspecify.annotations.NullMarked;
