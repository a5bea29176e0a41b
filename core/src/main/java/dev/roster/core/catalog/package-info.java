/// Rosters, members, revisions; name and type to answer: the only place that derives records.
@NullMarked
package dev.roster.core.catalog;

import org.jspecify.annotations.NullMarked;
