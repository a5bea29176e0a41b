/// The everyday verbs: clients of the running `up` over its socket, printing as kubectl and dig do.
@NullMarked
package dev.roster.app.verbs;

import org.jspecify.annotations.NullMarked;
