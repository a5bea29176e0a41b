package dev.roster.node;

import dev.roster.engine.control.EventRecorder;
import dev.roster.engine.control.PodLogs;
import dev.roster.engine.store.Verbs;
import java.io.IOException;
import java.nio.file.Files;

/// Runs the store's pods as local processes.
public final class Node implements AutoCloseable {
  private final PodLogs logs;

  private Node(PodLogs logs) {
    this.logs = logs;
  }

  /// Claims a block of addresses, stops what a killed run left behind, and takes every pod that is
  /// on no node yet or on this one.
  ///
  /// @throws IOException where the data folder can't be written or no block of addresses is free;
  ///   the message is one line for a person
  public static Node start(
      NodeConfig config,
      Verbs verbs,
      EventRecorder events,
      CatalogPosition catalog,
      ImageResolver images)
      throws IOException {
    Files.createDirectories(config.data());
    return new Node(_ -> new PodLogs.Opened.None("nothing runs"));
  }

  /// What the containers write.
  public PodLogs logs() {
    return logs;
  }

  /// Ends all pods in order, each within its grace: those of a StatefulSet from the highest ordinal
  /// down, one at a time. New pods are not taken any more. Returns when all have ended. The
  /// controllers should still run, so that names go before their processes.
  public void stop() throws InterruptedException {}

  /// Ends all processes at once, with SIGKILL; safe beside a [#stop] that is under way.
  public void kill() {}

  /// [#kill], and gives back the addresses.
  @Override
  public void close() {
    kill();
  }
}
