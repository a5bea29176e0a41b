/// What a container's `image:` stands for on a machine without a container runtime: a command, or
/// programs fetched from a Maven repository into a cache.
@NullMarked
package dev.roster.node.image;

import org.jspecify.annotations.NullMarked;
