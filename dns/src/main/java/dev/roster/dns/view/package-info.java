/// The expressions of `view`: which packets a server block answers. A lexer, a parser that knows
/// the types of what it reads, and values that are asked for each packet.
@NullMarked
package dev.roster.dns.view;

import org.jspecify.annotations.NullMarked;
