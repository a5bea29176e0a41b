/// A real cluster as an origin of objects: lists and watches, kind by kind, until told to end.
@NullMarked
package dev.roster.kubernetes.watch;

import org.jspecify.annotations.NullMarked;
