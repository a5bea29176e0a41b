package dev.roster.dns.linux;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;

/// The system calls of Linux that sockets need, by `syscall(2)`: one function shape for all of
/// them, so that one stub is linked at start, and libraries that lack `recvmmsg` don't matter.
///
/// Memory that is handed to the kernel must outlive the call: its address says nothing of who holds
/// it.
public final class LinuxCalls {
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_WAITFORONE = 0x1_0000;
  private static final int SHUT_RD = 0;
  private static final int MADV_DONTNEED = 4;

  /// The largest page that Linux has where nobody asked for huge ones.
  private static final long PAGE_BYTES_MAX = 1 << 16;

  static final int EPERM = 1;
  public static final int EINTR = 4;
  public static final int EAGAIN = 11;
  static final int EACCES = 13;
  public static final int ENOBUFS = 105;
  public static final int ECONNREFUSED = 111;
  static final int EAFNOSUPPORT = 97;
  static final int EADDRINUSE = 98;
  static final int EADDRNOTAVAIL = 99;

  /// The numbers of the calls on one processor, and what a `struct epoll_event` takes there.
  record Numbers(
      int socket,
      int connect,
      int bind,
      int getsockname,
      int setsockopt,
      int getsockopt,
      int shutdown,
      int recvmmsg,
      int sendmmsg,
      int close,
      int madvise,
      int listen,
      int accept4,
      int recvfrom,
      int sendto,
      int write,
      int read,
      int eventfd2,
      int epollCreate1,
      int epollCtl,
      int epollPwait,
      int epollEventBytes) {}

  private static final Numbers AMD64 =
      new Numbers(
          41, 42, 49, 51, 54, 55, 48, 299, 307, 3, 28, 50, 288, 45, 44, 1, 0, 290, 291, 233, 281,
          12);
  private static final Numbers AARCH64 =
      new Numbers(
          198, 203, 200, 204, 208, 209, 210, 243, 269, 57, 233, 201, 242, 207, 206, 64, 63, 19, 20,
          21, 22, 16);

  private static final Optional<Numbers> HERE = numbersHere();
  private static final Optional<MemorySegment> FUNCTION =
      HERE.isPresent() ? Linker.nativeLinker().defaultLookup().find("syscall") : Optional.empty();

  private final Numbers numbers = HERE.orElseThrow();
  private final MemorySegment errno;

  /// Calls of one thread at a time.
  ///
  /// @param memory holds the place for `errno`
  public LinuxCalls(SegmentAllocator memory) {
    errno = memory.allocate(Stub.STATE);
  }

  /// Whether this system has these calls and the process may make them.
  public static boolean areHere() {
    return FUNCTION.isPresent() && LinuxCalls.class.getModule().isNativeAccessEnabled();
  }

  /// The numbers of this machine's calls.
  Numbers numbers() {
    return numbers;
  }

  private static Optional<Numbers> numbersHere() {
    boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux");
    if (!linux || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) return Optional.empty();
    return switch (System.getProperty("os.arch")) {
      case "amd64", "x86_64" -> Optional.of(AMD64);
      case "aarch64" -> Optional.of(AARCH64);
      default -> Optional.empty();
    };
  }

  /// Receives datagrams, at least one: waits for it. Returns how many there are, or the negated
  /// `errno` of a failure.
  public long receive(int descriptor, MessageBatch batch) {
    return call(numbers.recvmmsg(), descriptor, batch.address(0), batch.size(), MSG_WAITFORONE, 0);
  }

  /// Receives what is there already, as [#receive].
  public long receiveNow(int descriptor, MessageBatch batch) {
    return call(numbers.recvmmsg(), descriptor, batch.address(0), batch.size(), MSG_DONTWAIT, 0);
  }

  /// Sends `count` datagrams from `index` on. Returns how many went, or the negated `errno` of the
  /// first one's failure.
  ///
  /// @param wait whether to wait for room
  public long send(int descriptor, MessageBatch batch, int index, int count, boolean wait) {
    int flags = wait ? 0 : MSG_DONTWAIT;
    return call(numbers.sendmmsg(), descriptor, batch.address(index), count, flags, 0);
  }

  /// Ends the receiving of another thread. The socket is not connected, which the kernel says
  /// (ENOTCONN) after it woke the reader.
  public void wake(int descriptor) {
    call(numbers.shutdown(), descriptor, SHUT_RD, 0, 0, 0);
  }

  /// Gives the pages of zeroed memory back: it stays zeroed, and the kernel gives a page again when
  /// one is written.
  void releasePages(MemorySegment zeroed) {
    long from = (zeroed.address() + PAGE_BYTES_MAX - 1) & -PAGE_BYTES_MAX;
    long end = (zeroed.address() + zeroed.byteSize()) & -PAGE_BYTES_MAX;
    // Where the kernel does not want to, the pages are kept: nothing else depends on it.
    if (end > from) call(numbers.madvise(), from, end - from, MADV_DONTNEED, 0, 0);
  }

  /// Gives a descriptor back.
  public void close(int descriptor) {
    call(numbers.close(), descriptor, 0, 0, 0, 0);
  }

  /// Makes a call. Returns what it returned, or the negated `errno` of its failure.
  long call(int number, long a, long b, long c, long d, long e) {
    try {
      long result = (long) Stub.SYSCALL.invokeExact(errno, (long) number, a, b, c, d, e);
      return result >= 0 ? result : -(int) Stub.ERRNO.get(errno, 0L);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// The failure of a call, in words.
  ///
  /// @param code the negated `errno`
  public static IOException failure(String what, long code) {
    String why =
        switch ((int) -code) {
          case EPERM, EACCES -> "Permission denied";
          case EADDRINUSE -> "Address already in use";
          case EADDRNOTAVAIL -> "Cannot assign requested address";
          case EAFNOSUPPORT -> "Address family not supported";
          default -> what + " failed with errno " + -code;
        };
    return new IOException(why);
  }

  /// Linked when the first call is made, and only where the calls are.
  @SuppressWarnings("restricted") // that is its purpose
  private static final class Stub {
    static final StructLayout STATE = Linker.Option.captureStateLayout();
    static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    static final MethodHandle SYSCALL =
        Linker.nativeLinker()
            .downcallHandle(
                FUNCTION.orElseThrow(),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG),
                Linker.Option.firstVariadicArg(1),
                Linker.Option.captureCallState("errno"));
  }
}
