package dev.roster.node.run;

import dev.roster.node.probe.ProbeResult;
import dev.roster.node.process.ProcessStarter;
import dev.roster.node.process.Signals;
import dev.roster.node.root.InitScript;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs a command in a running container, for a bounded time: what is over it is killed, with all
/// it has started.
public final class ContainerExec {
  /// How long its last output may take to arrive once it has ended.
  private static final Duration OUTPUT_WAIT = Duration.ofMillis(100);

  private final ProcessStarter starter;

  /// Starting processes there.
  public ContainerExec(ProcessStarter starter) {
    this.starter = starter;
  }

  /// One run of a hook: what it leaves running stays, and nobody hears what it says.
  public ProbeResult hook(ContainerProcess container, List<String> command, Duration timeout)
      throws InterruptedException {
    Process process;
    try {
      process =
          starter.start(
              builder(container, command).redirectOutput(ProcessBuilder.Redirect.DISCARD));
    } catch (IOException e) {
      return ProbeResult.error(String.valueOf(e.getMessage()));
    }
    boolean ended = false;
    try {
      ended = process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      if (!ended) end(process);
    }
    if (!ended) return ProbeResult.failure(timedOut(command, timeout));
    int code = process.exitValue();
    return code == 0
        ? ProbeResult.success()
        : ProbeResult.failure("command exited with code " + code);
  }

  private static String timedOut(List<String> command, Duration timeout) {
    String words = String.join(" ", command);
    return "command timed out: \"" + words + "\" timed out after " + timeout.toSeconds() + "s";
  }

  /// One run of a probe; success is exit code 0.
  public ProbeResult probe(ContainerProcess container, List<String> command, Duration timeout)
      throws InterruptedException {
    Process process;
    try {
      process = starter.start(builder(container, command));
    } catch (IOException e) {
      return ProbeResult.error(String.valueOf(e.getMessage()));
    }
    CompletableFuture<String> output = new CompletableFuture<>();
    Thread.ofVirtual().name("exec-output").start(() -> output.complete(read(process)));
    try {
      if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        return ProbeResult.failure(timedOut(command, timeout));
      }
      int code = process.exitValue();
      String text = output(output);
      if (code == 0) return ProbeResult.success();
      return ProbeResult.failure(
          text.isEmpty() ? "command exited with code " + code : text.stripTrailing());
    } finally {
      // Also what the command left running in its group: it holds the pipe, and its place.
      end(process);
      close(process);
    }
  }

  private static ProcessBuilder builder(ContainerProcess container, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(container.inside(command));
    builder.redirectErrorStream(true);
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.directory(Path.of("/").toFile());
    builder.environment().clear();
    builder.environment().put("PATH", InitScript.TOOL_PATH);
    return builder;
  }

  /// Its first bytes; all else is read too, so that it never waits for a reader.
  private static String read(Process process) {
    byte[] kept = new byte[ProbeResult.OUTPUT_CHARS_MAX];
    byte[] rest = new byte[8 << 10];
    int size = 0;
    InputStream in = process.getInputStream();
    try {
      while (true) {
        boolean full = size == kept.length;
        int got = full ? in.read(rest) : in.read(kept, size, kept.length - size);
        if (got < 0) break;
        if (!full) size += got;
      }
    } catch (IOException e) {
      // closed below: whoever waits has what there is
    }
    return new String(kept, 0, size, StandardCharsets.UTF_8);
  }

  private static String output(CompletableFuture<String> output) throws InterruptedException {
    try {
      return output.get(OUTPUT_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return ""; // a child of it still holds the pipe
    }
  }

  /// With its group, and at once: whoever hears of the end must find nothing that still runs.
  private static void end(Process process) {
    Signals.group(process.pid(), Signals.KILL);
    ProcessStarter.awaitKilled(process);
  }

  private static void close(Process process) {
    try {
      process.getInputStream().close();
    } catch (IOException e) {
      // it was only to be let go
    }
  }
}
