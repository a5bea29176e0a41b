/// What `deploy/` says, against what the API server takes, what helm makes of it, and what the
/// process asks for.
@NullMarked
package dev.roster.check.deploy;

import org.jspecify.annotations.NullMarked;
