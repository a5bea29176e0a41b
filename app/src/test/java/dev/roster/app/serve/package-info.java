/// Tests of the commands that serve names.
@NullMarked
package dev.roster.app.serve;

import org.jspecify.annotations.NullMarked;
