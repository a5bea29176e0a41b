package dev.roster.app.verbs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `roster down`: ends the running `up` as Ctrl-C does, pods in order, and waits for its end.
@Command(name = "down", description = "Stop the running up, its pods in order.")
public final class DownVerb extends ServerVerb {
  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait for its end (default: ${DEFAULT-VALUE}).",
      defaultValue = "600")
  private long timeoutSeconds = 600;

  @Override
  public Integer call() throws VerbException, InterruptedException {
    // Who answers is alive, and the process number is then its own, not that of a killed one.
    client().get("/version", ApiClient.JSON);
    long pid = pid(data());
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty()) throw ApiClient.notRunning(data());
    if (!process.get().destroy()) {
      throw new VerbException(
          ExitCode.FAILED, "roster: process " + pid + " could not be told to end");
    }
    try {
      process.get().onExit().get(timeoutSeconds, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException late) {
      throw new VerbException(
          ExitCode.FAILED,
          "roster: process " + pid + " has not ended within " + timeoutSeconds + " s");
    }
    out().println("stopped");
    return ExitCode.OK;
  }

  /// The process that holds the data folder: its number stands in the lock file.
  private static long pid(Path data) throws VerbException {
    try {
      String text = Files.readString(data.resolve("lock"), StandardCharsets.UTF_8).strip();
      if (text.matches("[0-9]{1,10}")) return Long.parseLong(text);
    } catch (IOException unreadable) {
      // The same to the user as a file without a number.
    }
    throw new VerbException(ExitCode.FAILED, "roster: " + data + "/lock names no process");
  }
}
