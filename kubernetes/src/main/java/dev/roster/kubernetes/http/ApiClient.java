package dev.roster.kubernetes.http;

import java.time.Duration;

/// Asks an API server: GETs only, each on a connection of its own as long as it lasts.
public interface ApiClient {
  /// Sends a GET and waits for the head of the answer.
  ///
  /// @param pathAndQuery `/api/v1/services?limit=500`
  /// @param silence how long the body may be silent before a read fails; zero for a watch, which
  ///   may be silent as long as its connection lives
  Reply get(String pathAndQuery, Duration silence);
}
