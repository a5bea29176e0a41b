package dev.roster.node.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Starts processes, all on one platform thread that lives as long as the JVM: Linux sends a child
/// its parent-death signal when the *thread* that started it ends, so a process started by a
/// virtual thread would be killed when its carrier retires.
public final class ProcessStarter {
  /// How many starts may wait; a caller beyond it waits for a place.
  public static final int WAITING_MAX = 256;

  /// How long a killed process may take to be gone.
  public static final Duration KILLED_MAX = Duration.ofSeconds(2);

  private final BlockingQueue<Order> orders = new ArrayBlockingQueue<>(WAITING_MAX);

  private record Order(ProcessBuilder builder, CompletableFuture<Process> answer) {}

  private ProcessStarter() {}

  /// A starter with its thread.
  public static ProcessStarter start() {
    ProcessStarter starter = new ProcessStarter();
    // A daemon, and never ended: what it started dies with it.
    Thread.ofPlatform().name("process-starter").daemon().start(starter::work);
    return starter;
  }

  /// Starts a process and gives it back once it runs.
  ///
  /// @throws IOException as [ProcessBuilder#start]
  public Process start(ProcessBuilder builder) throws IOException, InterruptedException {
    CompletableFuture<Process> answer = new CompletableFuture<>();
    orders.put(new Order(builder, answer));
    try {
      return answer.get();
    } catch (InterruptedException e) {
      // The order stands: whoever is interrupted must not leave a process behind, and not one that
      // still writes.
      takeBack(answer);
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) throw new IOException(io.getMessage(), io);
      throw new IllegalStateException(e.getCause());
    }
  }

  private static void takeBack(CompletableFuture<Process> answer) {
    Process process;
    try {
      process = answer.join(); // starts are short, and this can't be interrupted again
    } catch (CompletionException e) {
      return; // it did not start
    }
    process.destroyForcibly();
    awaitKilled(process);
  }

  /// Waits until a process that was sent SIGKILL is gone, at most [#KILLED_MAX], even where the
  /// caller is interrupted.
  public static void awaitKilled(Process process) {
    process
        .onExit()
        .completeOnTimeout(process, KILLED_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private void work() {
    while (true) {
      try {
        Order order = orders.take();
        run(order);
      } catch (InterruptedException e) {
        // Nobody ends this thread: its children would be killed.
      }
    }
  }

  // Whatever fails belongs to the one who asked.
  private static void run(Order order) {
    try {
      order.answer.complete(order.builder.start());
    } catch (IOException | RuntimeException e) {
      order.answer.completeExceptionally(e);
    }
  }
}
