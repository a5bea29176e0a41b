/// What keeps senders honest: server cookies and a limit on replies.
@NullMarked
package dev.roster.dns.guard;

import org.jspecify.annotations.NullMarked;
