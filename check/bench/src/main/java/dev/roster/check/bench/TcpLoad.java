package dev.roster.check.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// Questions over TCP connections that stay, several under way on each.
final class TcpLoad implements Load {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LENGTH_BYTES = 2;
  private static final long SECOND = 1_000_000_000L;
  private static final long LAST_NANOS = SECOND / 2;

  private final LongSupplier nanoTime;
  private final Selector selector;
  private final List<byte[]> packets = new ArrayList<>();
  private final Outstanding outstanding;
  private final List<Connection> connections = new ArrayList<>();
  private final ByteBuffer frames = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final int pipelined;
  private int next;
  private boolean paced;

  /// A load on one port.
  ///
  /// @param window questions under way on all connections, where answers set the pace
  TcpLoad(
      List<Question> questions,
      int port,
      int connectionCount,
      int window,
      boolean judged,
      LongSupplier nanoTime)
      throws IOException {
    this.nanoTime = nanoTime;
    pipelined = Math.max(1, window / connectionCount);
    for (Question question : questions) packets.add(question.packet(packets.size()));
    outstanding = new Outstanding(questions, judged);
    selector = Selector.open();
    InetSocketAddress server = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    for (int i = 0; i < connectionCount; i++) {
      SocketChannel channel = SocketChannel.open(server);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      Connection connection = new Connection(channel);
      channel.register(selector, SelectionKey.OP_READ, connection);
      connections.add(connection);
    }
  }

  private final class Connection {
    final SocketChannel channel;
    final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);

    Connection(SocketChannel channel) {
      this.channel = channel;
    }

    void ask(int count, long dueNanos, double stepNanos) throws IOException {
      frames.clear();
      for (int i = 0; i < count; i++) {
        byte[] packet = packets.get(next);
        outstanding.asked(next, dueNanos + (long) (i * stepNanos));
        frames.putShort((short) packet.length).put(packet);
        next = (next + 1) % packets.size();
      }
      frames.flip();
      while (frames.hasRemaining()) {
        // The server reads slower than this writes: it is heard meanwhile, so that it can go on.
        if (channel.write(frames) == 0) hear();
      }
    }

    /// Returns how many answers came.
    int hear() throws IOException {
      if (channel.read(in) < 0) throw new EOFException("the server closed a connection");
      long now = nanoTime.getAsLong();
      int heard = 0;
      in.flip();
      while (in.remaining() >= LENGTH_BYTES) {
        int at = in.position();
        int length = Short.toUnsignedInt(in.getShort(at));
        if (in.remaining() < LENGTH_BYTES + length) break;
        int id = Short.toUnsignedInt(in.getShort(at + 2));
        int flags = Short.toUnsignedInt(in.getShort(at + 4));
        int answers = Short.toUnsignedInt(in.getShort(at + 8));
        if (outstanding.heard(id, flags, answers, now)) heard++;
        in.position(at + LENGTH_BYTES + length);
      }
      in.compact();
      return heard;
    }
  }

  @Override
  public Round asFastAsAnswered(double seconds) throws IOException {
    long start = nanoTime.getAsLong();
    long end = start + (long) (seconds * SECOND);
    paced = true;
    for (Connection connection : connections) connection.ask(pipelined, start, 0);
    while (nanoTime.getAsLong() < end) select();
    return finish(start);
  }

  @Override
  public Round atRate(int perSecond, double seconds) throws IOException {
    long start = nanoTime.getAsLong();
    double step = (double) SECOND / perSecond;
    long total = (long) (perSecond * seconds);
    long asked = 0;
    int turn = 0;
    while (asked < total) {
      long due = Math.min(total, (long) ((nanoTime.getAsLong() - start) / step) + 1);
      int count = (int) Math.min(64, due - asked);
      if (count > 0) {
        Connection connection = connections.get(turn++ % connections.size());
        connection.ask(count, start + (long) (asked * step), step);
        asked += count;
      }
      select();
    }
    return finish(start);
  }

  private void select() throws IOException {
    if (selector.selectNow() == 0) return;
    for (SelectionKey key : selector.selectedKeys()) {
      Connection connection = (Connection) key.attachment();
      int heard = connection.hear();
      if (paced && heard > 0) connection.ask(heard, nanoTime.getAsLong(), 0);
    }
    selector.selectedKeys().clear();
  }

  private Round finish(long start) throws IOException {
    paced = false;
    long asked = nanoTime.getAsLong();
    while (outstanding.open() > 0 && nanoTime.getAsLong() - asked < LAST_NANOS) select();
    return outstanding.round((asked - start) / (double) SECOND);
  }

  @Override
  public void close() {
    try (selector) {
      for (Connection connection : connections) connection.channel.close();
    } catch (IOException gone) {
      // Nothing is asked of it any more.
    }
  }
}
