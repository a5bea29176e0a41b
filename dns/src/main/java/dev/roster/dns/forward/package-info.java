/// `forward`: questions that other servers answer, how those are asked, and what is noticed of
/// loops.
@NullMarked
package dev.roster.dns.forward;

import org.jspecify.annotations.NullMarked;
