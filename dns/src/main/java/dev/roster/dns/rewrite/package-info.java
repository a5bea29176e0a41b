/// `rewrite`: questions asked in other words, and answers given back in the client's.
@NullMarked
package dev.roster.dns.rewrite;

import org.jspecify.annotations.NullMarked;
