/// Tests of the everyday verbs.
@NullMarked
package dev.roster.app.verbs;

import org.jspecify.annotations.NullMarked;
