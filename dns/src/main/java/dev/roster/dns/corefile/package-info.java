/// Corefile text to a checked configuration: lexer, imports, server blocks, and a table with one
/// row a directive. Reads files; starts nothing.
@NullMarked
package dev.roster.dns.corefile;

import org.jspecify.annotations.NullMarked;
