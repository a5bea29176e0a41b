/// The object: an immutable tree, its key, and typed views.
@NullMarked
package dev.roster.core.objects;

import org.jspecify.annotations.NullMarked;
