package dev.roster.dns.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// TCP sockets of the JDK: they run on every system.
final class NioTcpSockets implements TcpSockets {
  /// Bytes that go between the JDK and the system at once, at most.
  static final int COPIED_BYTES_MAX = 64 << 10;

  @Override
  public Acceptor bind(String host, int port) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.bind(
          host.isEmpty()
              ? new InetSocketAddress(port)
              : new InetSocketAddress(InetAddress.ofLiteral(host), port),
          TcpWorkers.BACKLOG_MAX);
      channel.configureBlocking(false);
      return new NioAcceptor(channel, ((InetSocketAddress) channel.getLocalAddress()).getPort());
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
  }

  @Override
  public Poller poller() throws IOException {
    return new NioPoller(Selector.open());
  }

  private static void close(SelectableChannel channel) {
    try {
      channel.close();
    } catch (IOException ignored) {
      // The descriptor is free whatever it says.
    }
  }

  private record NioAcceptor(ServerSocketChannel channel, int port) implements Acceptor {
    @Override
    public @Nullable Line accept() throws IOException {
      SocketChannel accepted = channel.accept();
      if (accepted == null) return null;
      try {
        accepted.configureBlocking(false);
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        InetSocketAddress client = (InetSocketAddress) accepted.getRemoteAddress();
        return new NioLine(accepted, client.getAddress(), client.getPort());
      } catch (IOException | RuntimeException gone) {
        NioTcpSockets.close(accepted);
        throw gone;
      }
    }

    @Override
    public void close() {
      NioTcpSockets.close(channel);
    }
  }

  private static final class NioLine implements Line {
    private final SocketChannel channel;
    private final InetAddress client;
    private final int port;
    private ByteBuffer copied = ByteBuffer.allocate(0); // its poller's
    private @Nullable SelectionKey key;

    NioLine(SocketChannel channel, InetAddress client, int port) {
      this.channel = channel;
      this.client = client;
      this.port = port;
    }

    void register(Selector selector, ByteBuffer shared, TcpConnection connection)
        throws IOException {
      copied = shared;
      key = channel.register(selector, SelectionKey.OP_READ, connection);
    }

    @Override
    public InetAddress client() {
      return client;
    }

    @Override
    public int port() {
      return port;
    }

    @Override
    public int read(byte[] into, int at, int lengthMax) throws IOException {
      copied.clear().limit(Math.min(lengthMax, COPIED_BYTES_MAX));
      int read = channel.read(copied);
      if (read > 0) copied.flip().get(into, at, read);
      return read;
    }

    @Override
    public int write(byte[] from, int at, int length) throws IOException {
      int written = 0;
      while (written < length) {
        int part = Math.min(length - written, COPIED_BYTES_MAX);
        copied.clear().put(from, at + written, part).flip();
        int taken = channel.write(copied);
        written += taken;
        if (taken < part) return written;
      }
      return written;
    }

    @Override
    public void watch(boolean reads, boolean writes) {
      SelectionKey held = key;
      int wanted = (reads ? SelectionKey.OP_READ : 0) | (writes ? SelectionKey.OP_WRITE : 0);
      if (held != null && held.interestOps() != wanted) held.interestOps(wanted);
    }

    @Override
    public void finish() {
      try {
        channel.shutdownInput();
      } catch (IOException gone) {
        // It ends by itself.
      }
    }

    @Override
    public void close() {
      NioTcpSockets.close(channel);
    }
  }

  private static final class NioPoller implements Poller {
    private final Selector selector;
    private final ByteBuffer copied = ByteBuffer.allocateDirect(COPIED_BYTES_MAX);
    private final Consumer<SelectionKey> each = this::tell;
    private @Nullable Told told; // while it waits

    NioPoller(Selector selector) {
      this.selector = selector;
    }

    @Override
    public void add(Acceptor acceptor) throws IOException {
      ((NioAcceptor) acceptor).channel.register(selector, SelectionKey.OP_ACCEPT);
    }

    @Override
    public void remove(Acceptor acceptor) throws IOException {
      SelectionKey key = ((NioAcceptor) acceptor).channel.keyFor(selector);
      if (key == null) return;
      key.cancel();
      // Only then may it be added again.
      selector.selectNow(_ -> {});
    }

    @Override
    public void add(Line line, TcpConnection connection) throws IOException {
      ((NioLine) line).register(selector, copied, connection);
    }

    @Override
    public int await(int millis, Told whom) throws IOException {
      told = whom;
      try {
        if (millis == 0) return selector.selectNow(each);
        return selector.select(each, Math.max(0, millis));
      } finally {
        told = null;
      }
    }

    private void tell(SelectionKey key) {
      Told whom = told;
      // One that is told of may have ended another.
      if (whom == null || !key.isValid()) return;
      int ready = key.readyOps();
      if (key.attachment() instanceof TcpConnection connection) {
        boolean readable = (ready & SelectionKey.OP_READ) != 0;
        whom.ready(connection, readable, (ready & SelectionKey.OP_WRITE) != 0);
      } else {
        whom.accept();
      }
    }

    @Override
    public void wake() {
      selector.wakeup();
    }

    @Override
    public void close() {
      try {
        selector.close();
      } catch (IOException ignored) {
        // The descriptor is free whatever it says.
      }
    }
  }
}
