package dev.roster.app.wiring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// What standard output is, and how large.
///
/// @param isTerminal whether a person watches: a picture may be drawn over
public record Terminal(boolean isTerminal, int rows, int columns) {
  private static final int STTY_SECONDS_MAX = 2;

  /// What it is now.
  @SuppressWarnings("SystemConsoleNull") // JDK 25 gives null again where there is no terminal
  public static Terminal current() {
    boolean terminal =
        System.console() != null
            && System.console().isTerminal()
            && !"dumb".equals(System.getenv("TERM"));
    return terminal ? sized() : new Terminal(false, 0, 0);
  }

  private static Terminal sized() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String[] size =
          new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
              .strip()
              .split(" ", -1);
      if (stty.waitFor(STTY_SECONDS_MAX, TimeUnit.SECONDS) && size.length == 2) {
        int rows = Integer.parseInt(size[0]);
        int columns = Integer.parseInt(size[1]);
        if (rows > 0 && columns > 0) return new Terminal(true, rows, columns);
      }
    } catch (IOException | NumberFormatException e) {
      // Without stty the usual size is taken.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Terminal(true, 24, 80);
  }
}
