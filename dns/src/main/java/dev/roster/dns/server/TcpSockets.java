package dev.roster.dns.server;

import dev.roster.dns.linux.LinuxCalls;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// TCP sockets that nobody waits at: one thread looks after many, told by the system which have
/// something to be read or room to be written to.
///
/// [EpollTcpSockets] are Linux's, [NioTcpSockets] those for every system.
interface TcpSockets {
  /// The fastest kind that this system has. The system property `roster.tcp` set to `nio` asks for
  /// the one of every system.
  static TcpSockets here() {
    boolean everywhere = System.getProperty("roster.tcp", "").equals("nio");
    return LinuxCalls.areHere() && !everywhere ? new EpollTcpSockets() : new NioTcpSockets();
  }

  /// A listening socket, bound to an address.
  ///
  /// @param host an IP address, "" for all
  Acceptor bind(String host, int port) throws IOException;

  /// A new poller, confined to the calling thread.
  Poller poller() throws IOException;

  /// A listening socket.
  interface Acceptor extends Closeable {
    /// The port that it is bound to.
    int port();

    /// A connection, null where none waits.
    ///
    /// @throws IOException if one can't be taken: the next one may
    @Nullable Line accept() throws IOException;

    @Override
    void close();
  }

  /// One end of a connection. All but its maker's facts is its poller's thread's alone.
  interface Line {
    /// Who is at the other end.
    InetAddress client();

    /// The port at the other end.
    int port();

    /// Reads what is there. Returns how many bytes, 0 if there are none now, -1 behind the last.
    ///
    /// @throws IOException if the connection is gone
    int read(byte[] into, int at, int lengthMax) throws IOException;

    /// Writes what there is room for. Returns how many bytes.
    ///
    /// @throws IOException if the connection is gone
    int write(byte[] from, int at, int length) throws IOException;

    /// Says what its poller tells of from now on.
    void watch(boolean reads, boolean writes) throws IOException;

    /// Lets nothing more come in: what came can be read, and then its end.
    void finish();

    /// Ends it.
    void close();
  }

  /// What there is to do.
  interface Told {
    /// A connection is waiting.
    void accept();

    /// There is something to be read, or its end, or room to write.
    void ready(TcpConnection connection, boolean readable, boolean writable);

    /// The other end is gone altogether.
    void broken(TcpConnection connection);
  }

  /// Waits for many at once. Confined to its thread, but for [#wake].
  interface Poller extends AutoCloseable {
    /// Looks after a listening socket; one at a time.
    void add(Acceptor acceptor) throws IOException;

    /// Looks after it no more.
    void remove(Acceptor acceptor) throws IOException;

    /// Looks after a connection: reads first.
    void add(Line line, TcpConnection connection) throws IOException;

    /// Waits until there is something to do, is woken or so long, -1: as long as it takes. Returns
    /// how much it told of.
    int await(int millis, Told told) throws IOException;

    /// Ends the waiting, or the next one. Any thread may.
    void wake();

    @Override
    void close();
  }
}
