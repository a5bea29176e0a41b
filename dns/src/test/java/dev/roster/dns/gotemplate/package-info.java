/// Templates without DNS.
@NullMarked
package dev.roster.dns.gotemplate;

import org.jspecify.annotations.NullMarked;
