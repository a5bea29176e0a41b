/// Tests of the catalog and of what it answers.
@NullMarked
package dev.roster.core.catalog;

import org.jspecify.annotations.NullMarked;
