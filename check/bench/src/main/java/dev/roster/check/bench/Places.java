package dev.roster.check.bench;

import dev.roster.check.kit.RosterProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/// Starts servers, each in a folder and at ports of its own.
final class Places {
  /// The processor of a server that is measured; the load is on the other one.
  static final String ONE = "0";

  /// Both processors, for a start that is timed.
  static final String BOTH = "0,1";

  private final Path root;
  private final Path folder;
  private final LongSupplier nanoTime;
  private int folders;

  /// Places below a folder.
  ///
  /// @param root of this clone
  /// @param folder throwaway
  Places(Path root, Path folder, LongSupplier nanoTime) {
    this.root = root;
    this.folder = folder;
    this.nanoTime = nanoTime;
  }

  /// A server that has answered once.
  RunningServer start(Server server, BenchWorld world, int upstreamPort, String processors)
      throws IOException {
    return RunningServer.start(server, site(server, world, upstreamPort), processors, nanoTime);
  }

  private Server.Site site(Server server, BenchWorld world, int upstreamPort) throws IOException {
    Path own = Files.createDirectory(folder.resolve(server.name() + "-" + folders++));
    return new Server.Site(
        own,
        root,
        RosterProcess.freePort(),
        RosterProcess.freePort(),
        RosterProcess.freePort(),
        upstreamPort,
        world);
  }
}
