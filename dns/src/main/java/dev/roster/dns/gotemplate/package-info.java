/// The part of Go's text/template that Corefiles use, with bounds.
@NullMarked
package dev.roster.dns.gotemplate;

import org.jspecify.annotations.NullMarked;
