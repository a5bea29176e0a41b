/// `roster top`: who asks a running server most, and what in vain.
@NullMarked
package dev.roster.app.top;

import org.jspecify.annotations.NullMarked;
