package dev.roster.app.wiring;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.CountDownLatch;

/// SIGINT, SIGTERM and SIGHUP: the first begins an orderly end, the second ends the process at
/// once.
///
/// The JVM turns the first into its shutdown; while its hook ends what runs, the three signals are
/// given back their default action, which is to end the process.
public final class StopSignals {
  private static final int[] SIGNALS = {1 /* HUP */, 2 /* INT */, 15 /* TERM */};

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int exitCode;

  private StopSignals() {}

  /// Takes over the end of this process.
  public static StopSignals install() {
    StopSignals signals = new StopSignals();
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(signals::shutDown));
    return signals;
  }

  /// Waits until an end was asked for.
  ///
  /// @throws InterruptedException if the waiting thread is interrupted
  public void await() throws InterruptedException {
    asked.await();
  }

  /// Whether an end was asked for.
  public boolean isStopping() {
    return asked.getCount() == 0;
  }

  /// Asks for the orderly end in another way than by a signal.
  public void ask() {
    asked.countDown();
  }

  /// Says that all is ended: the process may go, with this code if a signal began its end.
  public void ended(int code) {
    exitCode = code;
    ended.countDown();
  }

  private void shutDown() {
    boolean bySignal = ended.getCount() > 0;
    if (!bySignal) return;
    asked.countDown();
    secondSignalKills();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(exitCode);
  }

  @SuppressWarnings("restricted")
  private static void secondSignalKills() {
    try {
      Linker linker = Linker.nativeLinker();
      MethodHandle signal =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("signal"),
              FunctionDescriptor.of(
                  ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
      for (int number : SIGNALS) {
        MemorySegment _ = (MemorySegment) signal.invokeExact(number, MemorySegment.NULL);
      }
    } catch (Throwable e) {
      // Without native access a second signal does nothing; SIGKILL still ends the process.
    }
  }
}
