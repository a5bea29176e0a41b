package dev.roster.app.top;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The keys of a terminal, told as they are pressed, until it is closed: then the terminal is as it
/// was, after Ctrl-C too.
final class Keys implements AutoCloseable {
  private static final int STTY_SECONDS_MAX = 2;

  private final String before;
  private final Thread hook;
  private final CountDownLatch ended = new CountDownLatch(1);

  private Keys(String before) {
    this.before = before;
    this.hook = Thread.ofPlatform().name("keys-restore").unstarted(this::restore);
  }

  /// Takes the keys; without stty they come when a line is ended.
  ///
  /// @param in where they come from
  static Keys take(InputStream in) throws InterruptedException {
    Keys keys = new Keys(stty("-g"));
    Runtime.getRuntime().addShutdownHook(keys.hook);
    stty("-icanon", "-echo");
    Thread.ofPlatform().daemon().name("keys").start(() -> keys.read(in));
    return keys;
  }

  /// `q`, or no more keys.
  private void read(InputStream in) {
    try {
      int key = in.read();
      while (key >= 0 && key != 'q' && key != 'Q') key = in.read();
    } catch (IOException gone) {
      // As if there were no more.
    }
    ended.countDown();
  }

  /// Waits for `q`; says whether it came.
  boolean awaitEnd(Duration most) throws InterruptedException {
    return ended.await(most.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void restore() {
    try {
      if (!before.isEmpty()) stty(before);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // It runs, or has run.
    }
  }

  /// What stty says; "" where it can't.
  private static String stty(String... words) throws InterruptedException {
    String[] command = new String[words.length + 1];
    command[0] = "stty";
    System.arraycopy(words, 0, command, 1, words.length);
    try {
      Process stty =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      byte[] said = stty.getInputStream().readAllBytes();
      boolean done = stty.waitFor(STTY_SECONDS_MAX, TimeUnit.SECONDS) && stty.exitValue() == 0;
      return done ? new String(said, StandardCharsets.US_ASCII).strip() : "";
    } catch (IOException none) {
      return "";
    }
  }
}
