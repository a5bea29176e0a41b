/// Tests of `roster top`.
@NullMarked
package dev.roster.app.top;

import org.jspecify.annotations.NullMarked;
