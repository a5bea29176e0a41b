package dev.roster.check.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A name server that can be measured: how it is named, found and started.
interface Server {
  /// Its name on the command line and in results.
  String name();

  /// The command that says its version; a command that isn't there means that the server isn't.
  List<String> versionCommand();

  /// Whether what it answers is compared with what is expected.
  default boolean isJudged() {
    return true;
  }

  /// Whether it says by HTTP when it is ready; others are as soon as they answer.
  default boolean saysReady() {
    return false;
  }

  /// Whether a compiler makes it faster while it runs.
  default boolean isCompiledLate() {
    return false;
  }

  /// Whether it speaks TCP.
  default boolean speaksTcp() {
    return true;
  }

  /// Writes its files.
  ///
  /// @param site where and what it serves
  Start prepare(Site site) throws IOException;

  /// Where a server works.
  ///
  /// @param folder its own, empty
  /// @param root of this clone
  /// @param port of 127.0.0.1, UDP and TCP
  /// @param sidePort another one, for metrics
  /// @param readyPort another one, for `/ready`
  /// @param upstreamPort where names from outside are answered
  record Site(
      Path folder,
      Path root,
      int port,
      int sidePort,
      int readyPort,
      int upstreamPort,
      BenchWorld world) {}

  /// How a server is started, in the foreground.
  record Start(List<String> command, Map<String, String> environment) {
    Start(String... command) {
      this(List.of(command), Map.of());
    }
  }
}
