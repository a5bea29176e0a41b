/// Tests of view expressions.
@NullMarked
package dev.roster.dns.view;

import org.jspecify.annotations.NullMarked;
