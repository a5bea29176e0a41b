package dev.roster.kubernetes.config;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs a program that prints something, with a bound on how long it takes and how much it says. It
/// reads nothing; it and what it started are killed when a bound is passed.
final class Program {
  /// Bytes of its standard error that are kept; further ones are read and forgotten.
  static final int ERROR_BYTES_MAX = 8_192;

  /// How long its output is read once it has ended: something that it started may have it, and is
  /// not waited for.
  static final Duration OUTPUT_WAIT_MAX = Duration.ofSeconds(1);

  private static final int CHUNK_BYTES = 8_192;
  private static final Pattern REASON = Pattern.compile("error: \\d+ \\(([^)]*)\\)");

  private final List<String> command;
  private final Map<String, String> environment;
  private final Duration waitMax;
  private final int bytesMax;

  /// @param environment all of it: nothing is inherited
  /// @param bytesMax of its standard output
  Program(List<String> command, Map<String, String> environment, Duration waitMax, int bytesMax) {
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.waitMax = waitMax;
    this.bytesMax = bytesMax;
  }

  /// What came of it.
  sealed interface Outcome {
    /// It ended.
    ///
    /// @param printed on its standard output
    /// @param complaint on its standard error, the begin
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Ended(int code, byte[] printed, String complaint) implements Outcome {
      @Override
      public String toString() {
        return "Ended[" + code + "]"; // what it printed may be secret
      }
    }

    /// It could not be run, or passed a bound.
    record Failed(String why) implements Outcome {}
  }

  /// Runs it and waits.
  Outcome run() throws InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectInput(new File("/dev/null"));
    Process process;
    try {
      process = builder.start();
    } catch (IOException refused) {
      return new Outcome.Failed("can't be run: " + reason(refused));
    }
    Gathered printed = new Gathered(process.getInputStream(), bytesMax, true, process);
    Gathered complaint = new Gathered(process.getErrorStream(), ERROR_BYTES_MAX, false, process);
    try {
      if (!process.waitFor(waitMax.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Outcome.Failed("takes over " + waitMax.toSeconds() + " s");
      }
      printed.awaitEnd();
      complaint.awaitEnd();
      if (printed.overflowed) return new Outcome.Failed("prints over " + bytesMax + " bytes");
      String said = new String(complaint.bytes(), StandardCharsets.UTF_8);
      return new Outcome.Ended(process.exitValue(), printed.bytes(), said);
    } finally {
      kill(process);
    }
  }

  /// Of `Cannot run program "p": Exec failed, error: 2 (No such file or directory)` what is not
  /// known yet.
  private static String reason(IOException refused) {
    String message = String.valueOf(refused.getMessage());
    Matcher reason = REASON.matcher(message);
    return reason.find() ? reason.group(1) : message;
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /// Reads a stream to its end on a thread of its own. A platform thread: one that reads a pipe
  /// can't be interrupted, and holds what it runs on.
  private static final class Gathered {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(); // guarded by itself
    private final Thread thread;
    private volatile boolean overflowed;

    Gathered(InputStream in, int bytesMax, boolean strict, Process process) {
      this.thread =
          Thread.ofPlatform()
              .daemon()
              .name("program-output")
              .start(() -> {
                byte[] chunk = new byte[CHUNK_BYTES];
                try (in) {
                  for (int got = in.read(chunk); got >= 0; got = in.read(chunk)) {
                    synchronized (kept) {
                      int room = bytesMax - kept.size();
                      kept.write(chunk, 0, Math.min(got, room));
                      overflowed |= got > room;
                    }
                    if (strict && overflowed) kill(process);
                  }
                } catch (IOException closed) {
                  // What was read is what there is.
                } finally {
                  Arrays.fill(chunk, (byte) 0);
                }
              });
    }

    void awaitEnd() throws InterruptedException {
      thread.join(OUTPUT_WAIT_MAX);
    }

    byte[] bytes() {
      synchronized (kept) {
        return kept.toByteArray();
      }
    }
  }
}
