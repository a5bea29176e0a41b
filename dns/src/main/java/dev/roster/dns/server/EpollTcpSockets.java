package dev.roster.dns.server;

import dev.roster.dns.linux.Epoll;
import dev.roster.dns.linux.LinuxCalls;
import dev.roster.dns.linux.SocketAddressView;
import dev.roster.dns.linux.TcpBinding;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// TCP sockets of Linux, by its calls: nothing is allocated for what is read and written.
final class EpollTcpSockets implements TcpSockets {
  @Override
  public Acceptor bind(String host, int port) throws IOException {
    return new Listening(TcpBinding.bind(host, port, TcpWorkers.BACKLOG_MAX));
  }

  @Override
  public Poller poller() throws IOException {
    return new EpollPoller(new Epoll());
  }

  private static final class Listening implements Acceptor {
    private final TcpBinding binding;
    private boolean closed;

    Listening(TcpBinding binding) {
      this.binding = binding;
    }

    @Override
    public int port() {
      return binding.port();
    }

    @Override
    public @Nullable Line accept() throws IOException {
      int taken = binding.accept();
      if (taken < 0) return null;
      SocketAddressView client = binding.client();
      return new EpollLine(taken, InetAddress.getByAddress(client.address()), client.port());
    }

    @Override
    public void close() {
      if (closed) return;
      closed = true;
      binding.close();
    }
  }

  private static final class EpollLine implements Line {
    private final int descriptor;
    private final InetAddress client;
    private final int port;
    private @Nullable EpollPoller poller;
    private @Nullable TcpConnection connection;
    private int serial; // among those that had this descriptor
    private boolean reads;
    private boolean writes;
    private boolean closed;

    EpollLine(int descriptor, InetAddress client, int port) {
      this.descriptor = descriptor;
      this.client = client;
      this.port = port;
    }

    private EpollPoller poller() {
      return Objects.requireNonNull(poller, "nobody looks after it yet");
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
      return poller().epoll.read(descriptor, into, at, lengthMax);
    }

    @Override
    public int write(byte[] from, int at, int length) throws IOException {
      return poller().epoll.write(descriptor, from, at, length);
    }

    @Override
    public void watch(boolean readsNow, boolean writesNow) throws IOException {
      if (closed || (reads == readsNow && writes == writesNow)) return;
      reads = readsNow;
      writes = writesNow;
      poller().epoll.change(descriptor, tag(), reads, writes);
    }

    private long tag() {
      return ((long) serial << 32) | descriptor;
    }

    @Override
    public void finish() {
      if (!closed) poller().epoll.finish(descriptor);
    }

    @Override
    public void close() {
      if (closed) return;
      closed = true;
      EpollPoller held = poller;
      if (held == null) new LinuxCalls(Arena.ofAuto()).close(descriptor);
      else held.close(this);
    }
  }

  private static final class EpollPoller implements Poller {
    private static final int SERIAL_MASK = 0x3fff_ffff;

    private final Epoll epoll;
    private @Nullable EpollLine[] lines = new EpollLine[64]; // by descriptor
    private long acceptor = -1; // its tag
    private int serials;

    EpollPoller(Epoll epoll) {
      this.epoll = epoll;
    }

    @Override
    public void add(Acceptor listening) throws IOException {
      int descriptor = ((Listening) listening).binding.descriptor();
      acceptor = descriptor;
      epoll.add(descriptor, descriptor, true, false);
    }

    @Override
    public void remove(Acceptor listening) throws IOException {
      acceptor = -1;
      epoll.remove(((Listening) listening).binding.descriptor());
    }

    @Override
    public void add(Line line, TcpConnection connection) throws IOException {
      EpollLine added = (EpollLine) line;
      added.poller = this;
      added.connection = connection;
      // Told of it after it ended, nobody takes it for the next one with its descriptor.
      serials = (serials + 1) & SERIAL_MASK;
      added.serial = serials + 1;
      added.reads = true;
      int index = added.descriptor;
      if (index >= lines.length) lines = Arrays.copyOf(lines, Math.max(index + 1, 2 * index));
      lines[index] = added;
      epoll.add(index, added.tag(), true, false);
    }

    private void close(EpollLine line) {
      if (line.descriptor < lines.length && lines[line.descriptor] == line) {
        lines[line.descriptor] = null;
      }
      epoll.close(line.descriptor);
    }

    @Override
    public int await(int millis, Told told) throws IOException {
      int count = epoll.await(millis);
      int came = 0;
      for (int i = 0; i < count; i++) {
        long tag = epoll.tag(i);
        if (tag < 0) continue; // woken
        came++;
        if (tag == acceptor) told.accept();
        else tell(i, tag, told);
      }
      return came;
    }

    private void tell(int index, long tag, Told told) {
      int descriptor = (int) tag;
      EpollLine line = descriptor < lines.length ? lines[descriptor] : null;
      if (line == null || line.tag() != tag) return;
      TcpConnection connection = line.connection;
      if (connection == null) return;
      if (epoll.isBroken(index)) told.broken(connection);
      else told.ready(connection, epoll.isReadable(index), epoll.isWritable(index));
    }

    @Override
    public void wake() {
      epoll.wake();
    }

    @Override
    public void close() {
      epoll.close();
    }
  }
}
