/// What up and serve share: signals, the data folder, what is printed.
@NullMarked
package dev.roster.app.wiring;

import org.jspecify.annotations.NullMarked;
