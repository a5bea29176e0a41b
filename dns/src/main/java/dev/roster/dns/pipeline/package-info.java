/// The pipeline of directives, the only definition of an answer, and the plans that it leaves.
@NullMarked
package dev.roster.dns.pipeline;

import org.jspecify.annotations.NullMarked;
