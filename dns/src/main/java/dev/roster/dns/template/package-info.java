/// `template`: answers that are written from the question.
@NullMarked
package dev.roster.dns.template;

import org.jspecify.annotations.NullMarked;
