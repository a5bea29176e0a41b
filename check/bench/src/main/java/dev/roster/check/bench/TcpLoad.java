package dev.roster.check.bench;

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

/// Questions over TCP connections that stay for a round, several under way on each. One that the
/// server closes is opened again; what was under way on it is lost.
final class TcpLoad implements Load {
  private static final int IN_BYTES_FIRST = 1 << 12;
  private static final int OUT_BYTES = 1 << 16;
  private static final int LENGTH_BYTES = 2;
  private static final int BATCH = 64;
  private static final long SECOND = 1_000_000_000L;
  private static final long LAST_NANOS = SECOND / 2;

  private final LongSupplier nanoTime;
  private final Selector selector;
  private final InetSocketAddress server;
  private final int connectionCount;
  private final List<byte[]> packets = new ArrayList<>();
  private final Outstanding outstanding;
  private final List<Connection> connections = new ArrayList<>();
  private final ByteBuffer frames = ByteBuffer.allocateDirect(OUT_BYTES);
  private final int pipelined;
  private int next;
  private boolean paced;
  private long end;

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
    this.connectionCount = connectionCount;
    pipelined = Math.max(1, window / connectionCount);
    for (Question question : questions) packets.add(question.packet(packets.size()));
    outstanding = new Outstanding(questions, judged);
    selector = Selector.open();
    server = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  private final class Connection {
    SocketChannel channel;
    ByteBuffer in = ByteBuffer.allocate(IN_BYTES_FIRST);
    int heardBeside; // while it was written to

    Connection() throws IOException {
      channel = open();
    }

    private SocketChannel open() throws IOException {
      SocketChannel opened = SocketChannel.open(server);
      opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
      opened.configureBlocking(false);
      opened.register(selector, SelectionKey.OP_READ, this);
      return opened;
    }

    void openAgain() throws IOException {
      channel.close();
      channel = open();
      in.clear();
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
      SocketChannel asked = channel;
      try {
        while (frames.hasRemaining() && nanoTime.getAsLong() < end) {
          // The server reads slower than this writes: it is heard meanwhile, so that it can go on.
          if (asked.write(frames) == 0) heardBeside += hear();
          // What is left belongs to the connection that is gone.
          if (!asked.isOpen()) return;
        }
        // A question that was cut would spoil those of the next round.
        if (frames.hasRemaining()) openAgain();
      } catch (IOException reset) {
        openAgain();
      }
    }

    /// As [#hear], with those that were heard while it was written to.
    int hearAll() throws IOException {
      int heard = hear() + heardBeside;
      heardBeside = 0;
      return heard;
    }

    /// Returns how many answers came, of those that are under way.
    int hear() throws IOException {
      if (!read()) {
        openAgain();
        return 0;
      }
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
      if (!in.hasRemaining()) in = ByteBuffer.allocate(2 * in.capacity()).put(in.flip());
      return heard;
    }

    /// Whether the connection is still there.
    private boolean read() {
      try {
        return channel.read(in) >= 0;
      } catch (IOException reset) {
        return false;
      }
    }
  }

  /// Connections that the last round left are too old: servers close those that are silent.
  @Override
  public void prepare() throws IOException {
    closeAll();
    selector.selectNow(); // forgets them
    for (int i = 0; i < connectionCount; i++) connections.add(new Connection());
  }

  @Override
  public Round asFastAsAnswered(double seconds) throws IOException {
    long start = begin(seconds);
    paced = true;
    for (Connection connection : connections) connection.ask(pipelined, start, 0);
    while (nanoTime.getAsLong() < end - LAST_NANOS) select();
    return finish(start);
  }

  @Override
  public Round atRate(int perSecond, double seconds) throws IOException {
    long start = begin(seconds);
    double step = (double) SECOND / perSecond;
    long total = (long) (perSecond * seconds);
    long asked = 0;
    int turn = 0;
    while (asked < total) {
      long now = nanoTime.getAsLong();
      if (now > end) break;
      long due = Math.min(total, (long) ((now - start) / step) + 1);
      int count = (int) Math.min(BATCH, due - asked);
      if (count > 0) {
        Connection connection = connections.get(turn++ % connections.size());
        connection.ask(count, start + (long) (asked * step), step);
        asked += count;
      }
      select();
    }
    return finish(start);
  }

  private long begin(double seconds) throws IOException {
    if (connections.isEmpty()) prepare();
    long start = nanoTime.getAsLong();
    end = start + (long) (seconds * SECOND) + LAST_NANOS;
    return start;
  }

  private void select() throws IOException {
    if (selector.selectNow() == 0) return;
    for (SelectionKey key : selector.selectedKeys()) {
      if (!key.isValid()) continue;
      Connection connection = (Connection) key.attachment();
      int heard = connection.hearAll();
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

  private void closeAll() throws IOException {
    for (Connection connection : connections) connection.channel.close();
    connections.clear();
  }

  @Override
  public void close() {
    try (selector) {
      closeAll();
    } catch (IOException gone) {
      // Nothing is asked of it any more.
    }
  }
}
