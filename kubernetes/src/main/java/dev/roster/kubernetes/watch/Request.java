package dev.roster.kubernetes.watch;

/// What to ask an API server of one kind.
sealed interface Request {
  /// Its objects as a stream of events that goes on as a watch: `sendInitialEvents`. Without a
  /// resourceVersion it is as current as the server can be.
  record Stream(int timeoutSeconds) implements Request {}

  /// A page of its objects, the resourceVersion unset: as current as the server can be, never 0,
  /// which may be any past.
  ///
  /// @param continued the token of the page before, "" for the first
  /// @param limit objects at most; 0 for all
  record Page(String continued, int limit) implements Request {}

  /// A page of its objects as they were at a position.
  ///
  /// @param continued the token of the page before, "" for the first
  record PageAt(String position, String continued, int limit) implements Request {}

  /// What changes behind a position.
  record Watch(String position, int timeoutSeconds) implements Request {}

  /// Whether it is asked as a watch, or as a list.
  default boolean isWatch() {
    return this instanceof Stream || this instanceof Watch;
  }

  /// Path and query.
  default String path(WatchedKind kind) {
    return kind.path(
        switch (this) {
          case Stream(int timeout) ->
              "watch=true&allowWatchBookmarks=true&sendInitialEvents=true"
                  + "&resourceVersionMatch=NotOlderThan&timeoutSeconds="
                  + timeout;
          case Page(String continued, int limit) -> "limit=" + limit + next(continued);
          case PageAt(String position, String continued, int limit) ->
              "limit=" + limit + (continued.isEmpty() ? exactly(position) : next(continued));
          case Watch(String position, int timeout) ->
              "watch=true&allowWatchBookmarks=true&resourceVersion="
                  + WatchedKind.escaped(position)
                  + "&timeoutSeconds="
                  + timeout;
        });
  }

  private static String next(String continued) {
    return continued.isEmpty() ? "" : "&continue=" + WatchedKind.escaped(continued);
  }

  private static String exactly(String position) {
    return "&resourceVersion=" + WatchedKind.escaped(position) + "&resourceVersionMatch=Exact";
  }
}
