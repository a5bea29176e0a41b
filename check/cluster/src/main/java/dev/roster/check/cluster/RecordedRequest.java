package dev.roster.check.cluster;

import java.util.Map;

/// A request that an [ApiServer] got.
///
/// @param query decoded, in the order of names
/// @param code how it was answered
public record RecordedRequest(
    String method, String path, Map<String, String> query, String userAgent, int code) {
  public RecordedRequest {
    query = Map.copyOf(query);
  }

  /// The verb that RBAC knows it by.
  public String verb() {
    if (!method.equals("GET")) return method;
    if (!path.startsWith("/api")) return "get";
    return query.getOrDefault("watch", "").equals("true") ? "watch" : "list";
  }
}
