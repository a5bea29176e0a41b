/// Tests of how an API server is found.
@NullMarked
package dev.roster.kubernetes.config;

import org.jspecify.annotations.NullMarked;
