package dev.roster.check.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The C library's calls of Linux that the load generator needs: its own, so that no server is
/// measured by its own code.
@SuppressWarnings("restricted") // that is its purpose
final class Libc {
  private static final MethodHandle SOCKET = function("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle CONNECT = function("connect", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle BIND = function("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SETSOCKOPT =
      function("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SENDMMSG =
      function("sendmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final MethodHandle RECVMMSG =
      function("recvmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle CLOSE = function("close", JAVA_INT);

  private Libc() {}

  private static MethodHandle function(String name, MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
  }

  static int socket(int family, int type) throws IOException {
    try {
      int descriptor = (int) SOCKET.invokeExact(family, type, 0);
      if (descriptor < 0) throw new IOException("no socket");
      return descriptor;
    } catch (IOException failed) {
      throw failed;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// Whether it could.
  static boolean connect(int descriptor, MemorySegment address, int bytes) {
    return named(CONNECT, descriptor, address, bytes);
  }

  /// Whether it could.
  static boolean bind(int descriptor, MemorySegment address, int bytes) {
    return named(BIND, descriptor, address, bytes);
  }

  private static boolean named(
      MethodHandle call, int descriptor, MemorySegment address, int bytes) {
    try {
      return (int) call.invokeExact(descriptor, address, bytes) == 0;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// The kernel may grant less than it is asked for: nothing is said of it here.
  static void setsockopt(int descriptor, int level, int option, MemorySegment value, int bytes) {
    try {
      int _ = (int) SETSOCKOPT.invokeExact(descriptor, level, option, value, bytes);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int sendmmsg(int descriptor, long headers, int count, int flags) {
    try {
      return (int) SENDMMSG.invokeExact(descriptor, headers, count, flags);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int recvmmsg(int descriptor, long headers, int count, int flags) {
    try {
      return (int) RECVMMSG.invokeExact(descriptor, headers, count, flags, 0L);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static void close(int descriptor) {
    try {
      int _ = (int) CLOSE.invokeExact(descriptor);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }
}
