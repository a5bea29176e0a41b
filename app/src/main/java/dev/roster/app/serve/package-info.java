/// `roster serve`: only names, of objects in files or of a cluster.
@NullMarked
package dev.roster.app.serve;

import org.jspecify.annotations.NullMarked;
