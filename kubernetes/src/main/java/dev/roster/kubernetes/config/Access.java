package dev.roster.kubernetes.config;

import dev.roster.kubernetes.http.AccessSource;
import java.net.URI;

/// What came of reading how an API server is reached.
public sealed interface Access {
  /// It can be asked.
  ///
  /// @param source what holds from request to request
  /// @param server the server's address when it was read; a file that changes may name another
  ///   later
  /// @param where the server and what names it, for a person: `https://10.0.0.1:6443 (in-cluster)`
  record Ready(AccessSource source, URI server, String where) implements Access {}

  /// Nothing can be asked until somebody mends it.
  ///
  /// @param why names the place (file, context, variable), what was found and what was expected
  record Refused(String why) implements Access {}
}
