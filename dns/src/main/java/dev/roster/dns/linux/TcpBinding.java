package dev.roster.dns.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A listening TCP socket for [Epoll]. One thread at a time.
public final class TcpBinding {
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_NONBLOCK_CLOEXEC = 0x8_0800;
  private static final int SO_REUSEADDR = 2;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;

  private static final int ECONNABORTED = 103;
  private static final int LENGTH_AT = 32;

  private final int descriptor;
  private final int port;
  private final LinuxCalls calls;
  private final MemorySegment memory; // an address and its length
  private final SocketAddressView client = new SocketAddressView();

  private TcpBinding(int descriptor, int port) {
    this.descriptor = descriptor;
    this.port = port;
    calls = new LinuxCalls(Arena.ofAuto());
    memory = Arena.ofAuto().allocate(LENGTH_AT + 4L, 8);
  }

  /// A socket that listens on an address, or on all ("") of both families.
  public static TcpBinding bind(String host, int port, int backlog) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SocketSetup setup = SocketSetup.open(arena, host, SOCK_STREAM | SOCK_NONBLOCK);
      try {
        // Connections that just ended don't hold the port.
        setup.option("SO_REUSEADDR", ControlMessages.SOL_SOCKET, SO_REUSEADDR, 1);
        // Connections have it from their listener.
        setup.option("TCP_NODELAY", IPPROTO_TCP, TCP_NODELAY, 1);
        setup.bind(port);
        setup.listen(backlog);
        return new TcpBinding(setup.descriptor(), setup.boundPort());
      } catch (IOException | RuntimeException failed) {
        setup.close();
        throw failed;
      }
    }
  }

  /// Its number in this process.
  public int descriptor() {
    return descriptor;
  }

  /// The port that it is bound to.
  public int port() {
    return port;
  }

  /// Takes a connection; returns its number, -1 where none waits. Whoever has it closes it.
  public int accept() throws IOException {
    memory.set(JAVA_INT, LENGTH_AT, MessageBatch.ADDRESS_BYTES);
    long address = memory.address();
    long taken =
        calls.call(
            calls.numbers().accept4(),
            descriptor,
            address,
            address + LENGTH_AT,
            SOCK_NONBLOCK_CLOEXEC,
            0);
    if (taken >= 0) {
      client.at(memory, 0, memory.get(JAVA_INT, LENGTH_AT));
      return (int) taken;
    }
    boolean none = taken == -LinuxCalls.EAGAIN || taken == -LinuxCalls.EINTR;
    if (none || taken == -ECONNABORTED) return -1;
    throw LinuxCalls.failure("accept4", taken);
  }

  /// Who was accepted last, until the next one.
  public SocketAddressView client() {
    return client;
  }

  /// Gives it back, once.
  public void close() {
    calls.close(descriptor);
  }
}
