/// Small HTTP listeners for health, readiness and metrics; loaded when a directive asks for one.
@NullMarked
package dev.roster.dns.http;

import org.jspecify.annotations.NullMarked;
