/// A pod's root: what its processes see of the machine's files.
@NullMarked
package dev.roster.node.root;

import org.jspecify.annotations.NullMarked;
