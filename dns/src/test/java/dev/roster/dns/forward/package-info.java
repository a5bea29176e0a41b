@NullMarked
package dev.roster.dns.forward;

import org.jspecify.annotations.NullMarked;
