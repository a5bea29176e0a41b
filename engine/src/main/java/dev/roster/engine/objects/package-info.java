/// JSON text to object trees and back, and the facts of trees.
@NullMarked
package dev.roster.engine.objects;

import org.jspecify.annotations.NullMarked;
