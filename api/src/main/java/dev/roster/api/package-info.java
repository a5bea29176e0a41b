/// The embedded Kubernetes API over HTTP.
@NullMarked
package dev.roster.api;

import org.jspecify.annotations.NullMarked;
