package dev.roster.check.kit;

import dev.roster.app.Main;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The command in this process: the same code on real sockets, without the start of a JVM.
public final class RosterInside implements RosterServer {
  private static final long START_SECONDS_MAX = 60;
  private static final long END_SECONDS_MAX = 60;

  private final Output output = new Output();
  private final Thread thread;

  private RosterInside(List<String> arguments) {
    this.thread =
        Thread.ofPlatform()
            .name("roster")
            .unstarted(() -> {
              try (PrintWriter out = new PrintWriter(output, true)) {
                Main.run(out, out, arguments.toArray(String[]::new));
              } finally {
                output.end();
              }
            });
  }

  /// Starts `roster serve --corefile FOLDER/Corefile --objects FOLDER/objects.json`.
  public static RosterInside serve(java.nio.file.Path folder) {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(List.of("--corefile", folder.resolve("Corefile").toString()));
    arguments.addAll(List.of("--objects", folder.resolve("objects.json").toString()));
    return run(arguments);
  }

  /// Starts any command that serves.
  public static RosterInside run(List<String> arguments) {
    RosterInside server = new RosterInside(arguments);
    server.thread.start();
    return server;
  }

  @Override
  public Listening awaitListening(int lines) throws InterruptedException {
    return output.await(lines);
  }

  @Override
  public String output() {
    return output.text();
  }

  /// It ends as by a signal, but for the wait of `lameduck`.
  @Override
  public void close() {
    thread.interrupt();
    try {
      if (thread.join(java.time.Duration.ofSeconds(END_SECONDS_MAX))) return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException("still running: " + output());
  }

  /// What it prints, for those who wait for a line.
  private static final class Output extends Writer {
    private final StringBuilder text = new StringBuilder(); // guarded by this
    private boolean ended; // guarded by this

    @Override
    public synchronized void write(char[] chars, int from, int length) {
      text.append(chars, from, length);
      notifyAll();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized String text() {
      return text.toString();
    }

    synchronized Listening await(int lines) throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
      while (true) {
        Listening listening = Listening.read(text.toString());
        long left = deadline - System.nanoTime();
        if (ended || listening.lines().size() >= lines || left <= 0) return listening;
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    }
  }
}
