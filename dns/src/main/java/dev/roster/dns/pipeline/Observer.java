package dev.roster.dns.pipeline;

/// Is told of each answer, on the thread that gives it and before it is sent. One a worker. Must
/// not wait, and must not allocate for what it does not keep.
@FunctionalInterface
public interface Observer {
  /// Looks at nothing.
  Observer NONE = _ -> {};

  /// The packet has its question, and the reply that its client will get.
  void answered(Packet packet);
}
