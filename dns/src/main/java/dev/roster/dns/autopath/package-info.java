/// `autopath`: search paths walked by the server.
@NullMarked
package dev.roster.dns.autopath;

import org.jspecify.annotations.NullMarked;
