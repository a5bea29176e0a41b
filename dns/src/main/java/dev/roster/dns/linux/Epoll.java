package dev.roster.dns.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Waits for many stream sockets at once (`epoll`), and reads and writes them by way of one buffer.
/// Confined to the thread that made it, but for [#wake]. Nothing of it allocates, but what fails.
public final class Epoll implements AutoCloseable {
  /// Sockets that are told of at once, at most.
  public static final int EVENTS_MAX = 256;

  /// Bytes that are read or written at once, at most.
  public static final int COPIED_BYTES_MAX = 64 << 10;

  private static final int EPOLLIN = 1;
  private static final int EPOLLOUT = 4;
  private static final int EPOLLERR = 8;
  private static final int EPOLLHUP = 16;
  private static final int EPOLLET = 1 << 31;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLL_CTL_MOD = 3;
  private static final int EPOLL_CLOEXEC = 0x8_0000;
  private static final int EFD_CLOEXEC_NONBLOCK = 0x8_0800;
  private static final int MSG_DONTWAIT_NOSIGNAL = 0x4040;
  private static final int SHUT_RD = 0;
  private static final long WOKEN = -1;

  private final Arena arena = Arena.ofConfined();
  private final LinuxCalls calls = new LinuxCalls(arena);
  private final LinuxCalls.Numbers numbers = calls.numbers();
  private final MemorySegment events;
  private final MemorySegment buffer;
  private final int descriptor;
  private final int tagAt;
  private final LinuxCalls waking = new LinuxCalls(Arena.ofAuto()); // guarded by itself
  private final MemorySegment one = Arena.ofAuto().allocate(JAVA_LONG);
  private int waker = -1; // guarded by waking; -1: closed

  /// One that waits for nothing yet.
  public Epoll() throws IOException {
    events = arena.allocate((long) (EVENTS_MAX + 1) * numbers.epollEventBytes(), 8);
    buffer = arena.allocate(COPIED_BYTES_MAX, 64);
    // Packed on amd64, and nowhere else.
    tagAt = numbers.epollEventBytes() - 8;
    one.set(JAVA_LONG, 0, 1);
    long made = calls.call(numbers.epollCreate1(), EPOLL_CLOEXEC, 0, 0, 0, 0);
    if (made < 0) {
      arena.close();
      throw LinuxCalls.failure("epoll_create1", made);
    }
    descriptor = (int) made;
    try {
      made = calls.call(numbers.eventfd2(), 0, EFD_CLOEXEC_NONBLOCK, 0, 0, 0);
      if (made < 0) throw LinuxCalls.failure("eventfd2", made);
      waker = (int) made;
      // By edges nobody has to read it.
      control(EPOLL_CTL_ADD, waker, EPOLLIN | EPOLLET, WOKEN);
    } catch (IOException failed) {
      close();
      throw failed;
    }
  }

  /// Waits for a socket too.
  ///
  /// @param tag what it is told by, not negative
  public void add(int socket, long tag, boolean reads, boolean writes) throws IOException {
    control(EPOLL_CTL_ADD, socket, wanted(reads, writes), tag);
  }

  /// Waits for something else of a socket.
  public void change(int socket, long tag, boolean reads, boolean writes) throws IOException {
    control(EPOLL_CTL_MOD, socket, wanted(reads, writes), tag);
  }

  /// Waits for a socket no more; one that is closed needs none of this.
  public void remove(int socket) throws IOException {
    control(EPOLL_CTL_DEL, socket, 0, 0);
  }

  private static int wanted(boolean reads, boolean writes) {
    return (reads ? EPOLLIN : 0) | (writes ? EPOLLOUT : 0);
  }

  private void control(int what, int socket, int wanted, long tag) throws IOException {
    long at = (long) EVENTS_MAX * numbers.epollEventBytes();
    events.set(JAVA_INT_UNALIGNED, at, wanted);
    events.set(JAVA_LONG_UNALIGNED, at + tagAt, tag);
    long address = events.address() + at;
    long result = calls.call(numbers.epollCtl(), descriptor, what, socket, address, 0);
    if (result < 0) throw LinuxCalls.failure("epoll_ctl", result);
  }

  /// Waits until there is something, or so long, -1: as long as it takes. Returns how many sockets
  /// there are to be told of, and perhaps that it was woken, which has no [#tag].
  public int await(int millis) throws IOException {
    long result =
        calls.call(numbers.epollPwait(), descriptor, events.address(), EVENTS_MAX, millis, 0);
    if (result == -LinuxCalls.EINTR) return 0;
    if (result < 0) throw LinuxCalls.failure("epoll_pwait", result);
    return (int) result;
  }

  /// Whose the event is; negative: nobody's.
  public long tag(int index) {
    return events.get(JAVA_LONG_UNALIGNED, (long) index * numbers.epollEventBytes() + tagAt);
  }

  /// Whether there is something to be read, or its end.
  public boolean isReadable(int index) {
    return (flags(index) & EPOLLIN) != 0;
  }

  /// Whether there is room to write.
  public boolean isWritable(int index) {
    return (flags(index) & EPOLLOUT) != 0;
  }

  /// Whether both directions have ended.
  public boolean isBroken(int index) {
    return (flags(index) & (EPOLLERR | EPOLLHUP)) != 0;
  }

  private int flags(int index) {
    return events.get(JAVA_INT_UNALIGNED, (long) index * numbers.epollEventBytes());
  }

  /// Reads what is there. Returns how many bytes, 0 if there are none now, -1 behind the last.
  public int read(int socket, byte[] into, int at, int lengthMax) throws IOException {
    int room = Math.min(lengthMax, COPIED_BYTES_MAX);
    long read =
        calls.call(numbers.recvfrom(), socket, buffer.address(), room, MSG_DONTWAIT_NOSIGNAL, 0);
    if (read > 0) {
      MemorySegment.copy(buffer, JAVA_BYTE, 0, into, at, (int) read);
      return (int) read;
    }
    if (read == 0) return -1;
    if (read == -LinuxCalls.EAGAIN || read == -LinuxCalls.EINTR) return 0;
    throw LinuxCalls.failure("recvfrom", read);
  }

  /// Writes what there is room for. Returns how many bytes.
  public int write(int socket, byte[] from, int at, int length) throws IOException {
    int written = 0;
    while (written < length) {
      int part = Math.min(length - written, COPIED_BYTES_MAX);
      MemorySegment.copy(from, at + written, buffer, JAVA_BYTE, 0, part);
      long taken =
          calls.call(numbers.sendto(), socket, buffer.address(), part, MSG_DONTWAIT_NOSIGNAL, 0);
      if (taken == -LinuxCalls.EINTR) continue;
      if (taken == -LinuxCalls.EAGAIN) return written;
      if (taken < 0) throw LinuxCalls.failure("sendto", taken);
      written += (int) taken;
      if (taken < part) return written;
    }
    return written;
  }

  /// Lets nothing more come in; what came can be read.
  public void finish(int socket) {
    calls.call(numbers.shutdown(), socket, SHUT_RD, 0, 0, 0);
  }

  /// Gives a socket back.
  public void close(int socket) {
    calls.close(socket);
  }

  /// Ends the waiting, or the next one. Any thread may.
  public void wake() {
    synchronized (waking) {
      if (waker >= 0) waking.call(numbers.write(), waker, one.address(), 8, 0, 0);
    }
  }

  @Override
  public void close() {
    synchronized (waking) {
      if (waker >= 0) waking.close(waker);
      waker = -1;
    }
    calls.close(descriptor);
    arena.close();
  }
}
