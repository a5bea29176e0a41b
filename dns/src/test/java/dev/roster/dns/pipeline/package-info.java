/// The pipeline with and without memory.
@NullMarked
package dev.roster.dns.pipeline;

import org.jspecify.annotations.NullMarked;
