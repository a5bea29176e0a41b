/// `roster serve`: only names, from files.
@NullMarked
package dev.roster.app.serve;

import org.jspecify.annotations.NullMarked;
