package dev.roster.dns.host;

/// What a configuration owns beyond its directives: timers, connections, watched files. It is
/// started when the configuration is served and closed when it no longer is, or never was.
public interface Owned extends AutoCloseable {
  /// Begins its work; called once, after all listeners are bound.
  default void start() {}

  /// Whether questions wait in it: then it is closed when those are answered that were under way
  /// when its configuration went, or after a bound.
  default boolean isWaitedIn() {
    return false;
  }

  /// Ends its work; nothing of it is left. Called once, whether started or not.
  @Override
  void close();
}
