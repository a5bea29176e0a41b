package dev.roster.dns.host;

/// What a configuration owns beyond its directives: timers, connections, watched files. It is
/// started when the configuration is served and closed when it no longer is, or never was.
public interface Owned extends AutoCloseable {
  /// Begins its work; called once, after all listeners are bound.
  default void start() {}

  /// Ends its work; nothing of it is left. Called once, whether started or not.
  @Override
  void close();
}
