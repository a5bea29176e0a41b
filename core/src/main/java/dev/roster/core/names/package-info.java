/// DNS names, addresses, and the one grammar between names and Services.
@NullMarked
package dev.roster.core.names;

import org.jspecify.annotations.NullMarked;
