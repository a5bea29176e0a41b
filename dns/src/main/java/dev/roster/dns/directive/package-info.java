/// What the directives of a Corefile do while the server runs, and their assembly into the server
/// blocks that it serves.
@NullMarked
package dev.roster.dns.directive;

import org.jspecify.annotations.NullMarked;
