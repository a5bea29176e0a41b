/// Files to objects with positions, strictly or leniently; and files as a source of objects.
@NullMarked
package dev.roster.manifest;

import org.jspecify.annotations.NullMarked;
