package dev.roster.node.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// `kill(2)`: the JDK can signal one process only, never a process group.
public final class Signals {
  /// Asks to end.
  public static final int TERM = 15;

  /// Ends.
  public static final int KILL = 9;

  private Signals() {}

  /// Bound when first used: the first downcall handle of a JVM costs some milliseconds.
  private static final class Handle {
    private static final MethodHandle KILL_CALL = find();

    @SuppressWarnings("restricted")
    private static MethodHandle find() {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().find("kill").orElseThrow(),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }
  }

  /// Sends a signal to every process of a group.
  ///
  /// @return whether there was one that it could be sent to
  public static boolean group(long pgid, int signal) {
    // 0 and 1 would mean this process's own group and everything there is.
    if (pgid <= 1) throw new IllegalArgumentException("process group " + pgid);
    return call(-Math.toIntExact(pgid), signal);
  }

  /// Sends a signal to one process.
  ///
  /// @return whether it could be sent
  public static boolean process(long pid, int signal) {
    if (pid <= 1) throw new IllegalArgumentException("process " + pid);
    return call(Math.toIntExact(pid), signal);
  }

  private static boolean call(int target, int signal) {
    try {
      return (int) Handle.KILL_CALL.invokeExact(target, signal) == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("kill(2) can't be called", e);
    }
  }
}
