package dev.roster.dns.server;

import dev.roster.core.catalog.Catalog;
import dev.roster.dns.linux.LinuxCalls;
import dev.roster.dns.metrics.DnsMetrics;
import dev.roster.dns.pipeline.Blocks;
import dev.roster.dns.pipeline.Responder;
import dev.roster.dns.pipeline.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.Arguments;

/// One TCP loop on a thread of its own, for tests that look into it.
final class Loops implements AutoCloseable {
  private final TcpLoop loop;
  private final Thread thread;
  private final int port;

  private Loops(TcpLoop loop, int port) {
    this.loop = loop;
    this.port = port;
    // A platform thread, whose memory is counted.
    thread =
        Thread.ofPlatform()
            .name("loop")
            .start(() -> {
              try {
                loop.run(() -> {});
              } catch (IOException failed) {
                throw new AssertionError(failed);
              }
            });
  }

  /// The kinds of TCP sockets of this system.
  static Stream<Named<TcpSockets>> kinds() {
    List<Named<TcpSockets>> kinds = new ArrayList<>();
    kinds.add(Named.of("nio", new NioTcpSockets()));
    if (LinuxCalls.areHere()) kinds.add(Named.of("epoll", new EpollTcpSockets()));
    return kinds.stream();
  }

  /// The kinds of UDP and TCP sockets of this system, of each system's together.
  static Stream<Arguments> socketKinds() {
    List<Arguments> kinds = new ArrayList<>();
    UdpSocket.Factory nio = NioUdpSocket::bind;
    kinds.add(Arguments.of(Named.of("nio", nio), new NioTcpSockets()));
    UdpSocket.Factory mmsg = MmsgUdpSocket::bind;
    if (LinuxCalls.areHere())
      kinds.add(Arguments.of(Named.of("mmsg", mmsg), new EpollTcpSockets()));
    return kinds.stream();
  }

  /// One with a cluster's block.
  static Loops start(TcpSockets sockets, Catalog catalog, DnsMetrics metrics) throws IOException {
    Site site = new Site("dns://test", List.of(Blocks.cluster(true)), metrics);
    DnsRuntime runtime = new DnsRuntime(() -> catalog, System::nanoTime, 1, metrics);
    Served served = new Served(site, ListenOptions.DEFAULT);
    Answerer answerer =
        new Answerer(
            Responder.ofWorker(1, 2, System::nanoTime, metrics.worker()),
            () -> served,
            runtime,
            new WaitingRoom(new Semaphore(1), metrics, System::nanoTime));
    TcpSockets.Acceptor acceptor = sockets.bind("127.0.0.1", 0);
    Own own = new Own();
    TcpLoop loop = new TcpLoop(sockets, () -> served, answerer, own);
    own.loop.complete(loop);
    loop.listen(acceptor);
    return new Loops(loop, acceptor.port());
  }

  /// Has all connections looked after by the loop that took them.
  private static final class Own implements TcpLoop.Consumer {
    final CompletableFuture<TcpLoop> loop = new CompletableFuture<>();

    @Override
    public boolean take(TcpSockets.Line line) {
      loop.join().add(line);
      return true;
    }

    @Override
    public void ended(TcpSockets.Line line) {}
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  Thread thread() {
    return thread;
  }

  int connections() {
    return loop.size();
  }

  /// Bytes that the connections hold of their own.
  int heldBytes() {
    return inLoop(loop::heldBytes);
  }

  private int inLoop(Supplier<Integer> what) {
    CompletableFuture<Integer> said = new CompletableFuture<>();
    loop.execute(() -> said.complete(what.get()));
    return said.join();
  }

  @Override
  public void close() {
    loop.finish();
    loop.end();
    try {
      thread.join();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }
}
