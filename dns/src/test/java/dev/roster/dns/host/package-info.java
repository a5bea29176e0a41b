@NullMarked
package dev.roster.dns.host;

import org.jspecify.annotations.NullMarked;
