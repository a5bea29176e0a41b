/// Tests of what images stand for.
@NullMarked
package dev.roster.node.image;

import org.jspecify.annotations.NullMarked;
